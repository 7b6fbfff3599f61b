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

    static let alphanumeric =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let tokens = CharacterTable(alphanumeric + "!#$%&'*+-.^_`|~")
    private static let path = CharacterTable(alphanumeric + "-._~!$&'()*+,;=:@/%")
    private static let query = CharacterTable(alphanumeric + "-._~!$&'()*+,;=:@/%?[]{}|^`")
}
