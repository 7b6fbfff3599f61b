// SPDX-License-Identifier: Apache-2.0

/// A set of ASCII characters as two words.
struct CharacterTable: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// Characters beyond ASCII are not in the set.
    init(_ characters: String) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.utf8 {
            if byte < 64 { low |= 1 << UInt64(byte) }
            if (64..<128).contains(byte) { high |= 1 << UInt64(byte - 64) }
        }
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : byte < 128 ? high : 0
        return (word &>> UInt64(byte & 63)) & 1 == 1
    }
}
