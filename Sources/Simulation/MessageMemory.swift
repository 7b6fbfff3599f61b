// SPDX-License-Identifier: Apache-2.0

import Wire

/// The rumours that were decoded last, so that one that thousands of nodes hear is decoded once and
/// kept once.
///
/// Each has the one place that its bytes lead to; a newer one with the same place takes it.
struct MessageMemory: Sendable {
    private struct Entry {
        let hash: UInt64
        let bytes: [UInt8]
        let heard: Heard
    }

    private static let places = 1 << 16
    private var entries: [Entry?] = []

    /// The parts of a bare packet, in order; `nil` when something in it cannot be read.
    mutating func messages(in packet: [UInt8]) -> [Heard]? {
        guard packet.first == MessageType.compound.rawValue else {
            return heard(packet[...]).map { [$0] }
        }
        guard packet.count >= Compound.headerBytes else { return nil }
        let count = Int(packet[1])
        var start = Compound.headerBytes + count * Compound.partOverheadBytes
        guard packet.count >= start else { return nil }
        var messages: [Heard] = []
        messages.reserveCapacity(count)
        for part in 0..<count {
            let entry = Compound.headerBytes + part * Compound.partOverheadBytes
            let end = start + (Int(packet[entry]) << 8 | Int(packet[entry + 1]))
            guard end <= packet.count, let heard = heard(packet[start..<end]) else { return nil }
            messages.append(heard)
            start = end
        }
        return messages
    }

    private mutating func heard(_ bytes: ArraySlice<UInt8>) -> Heard? {
        let isRumour =
            switch bytes.first.flatMap(MessageType.init) {
            case .alive, .suspect, .dead: true
            default: false
            }
        guard isRumour else { return Heard(bytes) }
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.places) }
        let hash = Self.hash(bytes)
        let place = Int(truncatingIfNeeded: hash) & (Self.places - 1)
        if let entry = entries[place], entry.hash == hash, Self.areEqual(entry.bytes, bytes) {
            return entry.heard
        }
        guard let heard = Heard(bytes) else { return nil }
        entries[place] = Entry(hash: hash, bytes: Array(bytes), heard: heard)
        return heard
    }

    private static func areEqual(_ bytes: [UInt8], _ slice: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == slice.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            slice.withUnsafeBytes { slice in
                for index in stride(from: 0, to: bytes.count & ~7, by: 8)
                where bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    != slice.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                {
                    return false
                }
                for index in (bytes.count & ~7)..<bytes.count where bytes[index] != slice[index] {
                    return false
                }
                return true
            }
        }
    }

    /// FNV-1a over words of eight bytes, mixed at the end.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for index in stride(from: 0, to: bytes.count & ~7, by: 8) {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                hash = (hash ^ word) &* 0x100_0000_01B3
                hash ^= hash >> 32
            }
            for byte in bytes[(bytes.count & ~7)...] {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            return hash ^ hash >> 29
        }
    }
}
