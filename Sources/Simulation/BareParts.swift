// SPDX-License-Identifier: Apache-2.0

import Wire

/// Where the messages are in a packet without layers: one, or those of a compound.
struct BareParts {
    let count: Int
    private let bytes: UnsafeRawBufferPointer
    private let isCompound: Bool
    private var part = 0
    private var start: Int

    /// `nil` when the table of a compound's lengths is not complete.
    init?(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        isCompound = bytes.first == MessageType.compound.rawValue
        guard isCompound else {
            count = 1
            start = 0
            return
        }
        guard bytes.count >= Compound.headerBytes else { return nil }
        count = Int(bytes[1])
        start = Compound.headerBytes + count * Compound.partOverheadBytes
        guard bytes.count >= start else { return nil }
    }

    /// The next; an empty one, which no message is, where the packet is too short for it.
    mutating func next() -> UnsafeRawBufferPointer? {
        guard part < count else { return nil }
        defer { part += 1 }
        guard isCompound else { return bytes }
        let entry = Compound.headerBytes + part * Compound.partOverheadBytes
        let end = start + (Int(bytes[entry]) << 8 | Int(bytes[entry + 1]))
        guard end <= bytes.count else { return UnsafeRawBufferPointer(rebasing: bytes[..<0]) }
        defer { start = end }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
