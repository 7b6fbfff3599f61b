// SPDX-License-Identifier: Apache-2.0

import Wire

/// The rumours that were decoded last, so that one that thousands of nodes hear is decoded once and
/// kept once.
///
/// Each is in one of the few places that its bytes lead to; when all of them are taken, a newer one
/// takes the first. Rumours are told apart by 128 bits made from their bytes: these are looked for
/// with every message of every packet, and the bytes themselves would be another miss of the cache.
struct MessageMemory: Sendable {
    /// All zeros: nothing is there.
    private struct Digest: Equatable {
        var first: UInt64 = 0
        var second: UInt64 = 0
    }

    private static let places = 1 << 16
    /// How many places one rumour may be in.
    private static let reach = 8

    private var digests: [Digest] = []
    private var heard: [Heard?] = []

    /// Where the rumour with these bytes is; `nil` for one that is not remembered.
    func place(of bytes: UnsafeRawBufferPointer) -> Int? {
        guard Self.isRumour(bytes), !digests.isEmpty else { return nil }
        let digest = Self.digest(of: bytes)
        for place in Self.reach(of: digest) {
            if digests[place] == digest { return place }
            if digests[place] == Digest() { return nil }
        }
        return nil
    }

    subscript(place: Int) -> Heard? { heard[place] }

    /// Remembers what bytes say, if they are a rumour.
    mutating func remember(_ heard: Heard, _ bytes: UnsafeRawBufferPointer) {
        guard Self.isRumour(bytes) else { return }
        if digests.isEmpty {
            digests = Array(repeating: Digest(), count: Self.places)
            self.heard = Array(repeating: nil, count: Self.places)
        }
        let digest = Self.digest(of: bytes)
        let reach = Self.reach(of: digest)
        let place = reach.first { digests[$0] == Digest() } ?? reach.lowerBound
        digests[place] = digest
        self.heard[place] = heard
    }

    /// Who gossips says it to thousands; other messages are said once.
    private static func isRumour(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch bytes.first.flatMap(MessageType.init) {
        case .alive, .suspect, .dead: true
        default: false
        }
    }

    private static func reach(of digest: Digest) -> Range<Int> {
        let first = Int(truncatingIfNeeded: digest.first) & (places - reach)
        return first..<first + reach
    }

    /// Two sums like FNV-1a over words of eight bytes, of other factors, mixed at the end.
    private static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        var second: UInt64 = 0x9E37_79B9_7F4A_7C15
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let word = word(from: start, of: bytes)
            first = (first ^ word) &* 0x100_0000_01B3
            first ^= first >> 32
            second = (second ^ word) &* 0xBF58_476D_1CE4_E5B9
            second ^= second >> 29
        }
        return Digest(first: first ^ first >> 29, second: second)
    }

    /// Eight bytes, with zeros behind the end.
    private static func word(from start: Int, of bytes: UnsafeRawBufferPointer) -> UInt64 {
        if start + 8 <= bytes.count {
            return bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        }
        var word: UInt64 = 0
        for place in start..<bytes.count {
            word |= UInt64(bytes[place]) << UInt64(8 * (place - start))
        }
        return word
    }
}
