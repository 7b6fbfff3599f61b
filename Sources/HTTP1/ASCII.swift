// SPDX-License-Identifier: Apache-2.0

/// The characters that HTTP's grammar speaks of (RFC 9110 §5.6, RFC 5234 appendix B).
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let delete: UInt8 = 0x7F

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// `tchar` of RFC 9110 §5.6.2.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool { tokens.contains(byte) }

    /// What a path may be made of: `pchar` and `/` of RFC 3986 §3.3, `%` included.
    @inline(__always)
    static func isPath(_ byte: UInt8) -> Bool { path.contains(byte) }

    /// What a query may be made of: RFC 3986 §3.4 and what browsers send there as it is.
    @inline(__always)
    static func isQuery(_ byte: UInt8) -> Bool { query.contains(byte) }

    /// A digit, or `nil`.
    @inline(__always)
    static func digit(_ byte: UInt8) -> Int? {
        let value = byte &- 0x30
        return value < 10 ? Int(value) : nil
    }

    /// A hexadecimal digit, or `nil`.
    @inline(__always)
    package static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    // Written as words, which the compiler lays down as data: a table that is made from its
    // characters at the first use costs a check at each. A test holds them to the characters.
    static let tokens = CharacterTable(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    static let path = CharacterTable(low: 0x2FFF_FFF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)
    static let query = CharacterTable(low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_EFFF_FFFF)
    /// What the name of a host may be made of.
    static let hostName = CharacterTable(low: 0x03FF_6000_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    /// What an IPv6 address may be made of.
    static let hostAddress = CharacterTable(low: 0x07FF_4000_0000_0000, high: 0x0000_007E_0000_007E)
}
