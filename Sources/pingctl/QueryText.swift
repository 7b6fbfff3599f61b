// SPDX-License-Identifier: Apache-2.0

/// The query of a request: names and values, percent-encoded (RFC 3986 §2.1).
struct QueryText {
    private(set) var text = ""

    mutating func append(_ name: String, _ value: String) {
        text += (text.isEmpty ? "?" : "&") + Self.encoded(name) + "=" + Self.encoded(value)
    }

    static func encoded(_ value: String) -> String {
        value.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result +=
                    "%" + (byte < 0x10 ? "0" : "")
                    + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
