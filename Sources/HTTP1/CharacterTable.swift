// SPDX-License-Identifier: Apache-2.0

/// A set of ASCII characters as two words.
struct CharacterTable: Sendable {
    /// Bit n stands for the character n.
    let low: UInt64
    /// Bit n stands for the character 64 + n.
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : byte < 128 ? high : 0
        return (word &>> UInt64(byte & 63)) & 1 == 1
    }
}
