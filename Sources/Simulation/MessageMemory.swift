// SPDX-License-Identifier: Apache-2.0

import Wire

/// The rumours that were decoded last, so that one that thousands of nodes hear is decoded once and
/// kept once.
///
/// Each is in one of the few places that its bytes lead to; when all of them are taken, a newer one
/// takes the first.
struct MessageMemory: Sendable {
    /// What is where, without the rumour itself: looked at for every message of every packet.
    private struct Entry {
        var hash: UInt64 = 0
        /// Zero: nothing is here.
        var length = 0
        var word = Word(serial: 0, subject: 0)
    }

    /// Tells one member's word from all others; what is nobody's word has the serial 0.
    struct Word: Equatable {
        let serial: UInt32
        /// The number of the node that it is about.
        let subject: Int32
    }

    private static let places = 1 << 16
    /// How many places one rumour may be in.
    private static let reach = 8
    /// Words of eight bytes that the longest has.
    private static let textWords = 32

    private var entries: [Entry] = []
    /// The bytes of each, so many words apart, zeros behind them.
    private var texts: [UInt64] = []
    private var heard: [Heard?] = []
    private var words: UInt32 = 0

    /// Where the rumour with these bytes is; `nil` for one that is not remembered.
    func place(of bytes: UnsafeRawBufferPointer) -> Int? {
        guard Self.isRumour(bytes), !entries.isEmpty else { return nil }
        let hash = Self.hash(bytes)
        for place in Self.reach(of: hash) {
            if entries[place].length == 0 { return nil }
            if entries[place].hash == hash, holds(bytes, at: place) { return place }
        }
        return nil
    }

    /// Whose word is at a place.
    func word(at place: Int) -> Word { entries[place].word }

    subscript(place: Int) -> Heard? { heard[place] }

    /// Remembers what bytes say, if they are a rumour.
    ///
    /// - Parameter subject: whose own word it is, if it is one.
    /// - Returns: what tells this word from others.
    mutating func remember(
        _ heard: Heard,
        _ bytes: UnsafeRawBufferPointer,
        subject: Int?
    ) -> Word? {
        guard Self.isRumour(bytes) else { return nil }
        if entries.isEmpty {
            entries = Array(repeating: Entry(), count: Self.places)
            texts = Array(repeating: 0, count: Self.places * Self.textWords)
            self.heard = Array(repeating: nil, count: Self.places)
        }
        let hash = Self.hash(bytes)
        let reach = Self.reach(of: hash)
        let place = reach.first { entries[$0].length == 0 } ?? reach.lowerBound
        if subject != nil { words += 1 }
        let word = Word(serial: subject == nil ? 0 : words, subject: Int32(subject ?? 0))
        entries[place] = Entry(hash: hash, length: bytes.count, word: word)
        for index in 0..<Self.textWords {
            texts[place * Self.textWords + index] = Self.word(index, of: bytes)
        }
        self.heard[place] = heard
        return subject == nil ? nil : word
    }

    /// Who gossips says it to thousands; other messages are said once.
    private static func isRumour(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= 8 * textWords else { return false }
        return switch bytes.first.flatMap(MessageType.init) {
        case .alive, .suspect, .dead: true
        default: false
        }
    }

    private func holds(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard entries[place].length == bytes.count else { return false }
        let text = place * Self.textWords
        for index in 0..<(bytes.count + 7) / 8
        where texts[text + index] != Self.word(index, of: bytes) { return false }
        return true
    }

    private static func reach(of hash: UInt64) -> Range<Int> {
        let first = Int(truncatingIfNeeded: hash) & (places - reach)
        return first..<first + reach
    }

    /// FNV-1a over words of eight bytes, mixed at the end.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<(bytes.count + 7) / 8 {
            hash = (hash ^ word(index, of: bytes)) &* 0x100_0000_01B3
            hash ^= hash >> 32
        }
        return hash ^ hash >> 29
    }

    /// The eight bytes from `8 * index`, with zeros behind the end.
    private static func word(_ index: Int, of bytes: UnsafeRawBufferPointer) -> UInt64 {
        let start = 8 * index
        if start + 8 <= bytes.count {
            return bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        }
        var word: UInt64 = 0
        for place in stride(from: start, to: bytes.count, by: 1) {
            word |= UInt64(bytes[place]) << UInt64(8 * (place - start))
        }
        return word
    }
}
