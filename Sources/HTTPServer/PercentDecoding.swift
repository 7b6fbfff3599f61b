// SPDX-License-Identifier: Apache-2.0

/// Percent-decoding, once and strictly (RFC 3986 §2.1).
enum PercentDecoding {
    /// Decodes `raw`.
    ///
    /// - Returns: `nil` when a percent sign is not followed by two hexadecimal digits, or when
    ///   the decoded bytes are not UTF-8.
    static func decode(_ raw: Substring.UTF8View, plusIsSpace: Bool = false) -> String? {
        guard raw.contains(where: { $0 == percent || (plusIsSpace && $0 == plus) }) else {
            return String(Substring(raw))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw[...]
        while let byte = rest.popFirst() {
            switch byte {
            case percent:
                guard let high = rest.popFirst().flatMap(hexDigit),
                    let low = rest.popFirst().flatMap(hexDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            case plus where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let percent = UInt8(ascii: "%")
    private static let plus = UInt8(ascii: "+")

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
