// SPDX-License-Identifier: Apache-2.0

/// The codes with a meaning of their own, and how wide codes are (spec §5.4).
enum LZWCode {
    static let clear: UInt32 = 256
    static let end: UInt32 = 257
    static let firstFree: UInt32 = 258
    /// The largest code there is; the encoder clears rather than give it out.
    static let last: UInt32 = 4_095
    /// Bits.
    static let leastWidth: UInt32 = 9
    static let greatestWidth: UInt32 = 12
}
