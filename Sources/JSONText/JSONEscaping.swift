// SPDX-License-Identifier: Apache-2.0

/// Which characters a written string escapes.
package enum JSONEscaping: Sendable {
    /// What RFC 8259 §7 requires, and DEL, so that a terminal is not driven by a name.
    case required
    /// What Go's encoding/json escapes too: `<`, `>`, `&`, U+2028 and U+2029 (and not DEL).
    case asGo

    /// Writes the string in quotation marks.
    package func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        var text = text
        let isDone = text.withUTF8 { utf8 in
            guard utf8.allSatisfy(isPlain) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        if !isDone { append(scalarsOf: text, to: &bytes) }
    }

    /// Whether a byte of UTF-8 is never part of what is escaped.
    private func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): false
        case 0x7F: self == .asGo
        // U+2028 and U+2029 begin with 0xE2.
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0xE2: self == .required
        default: true
        }
    }

    private func append(scalarsOf text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                append(ascii: UInt8(truncatingIfNeeded: scalar.value), to: &bytes)
            } else if self == .asGo, scalar.value == 0x2028 || scalar.value == 0x2029 {
                append(unit: UInt16(truncatingIfNeeded: scalar.value), to: &bytes)
            } else {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    private func append(ascii byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x08: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "b")])
        case 0x0C: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "f")])
        case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        case 0x00..<0x20: append(unit: UInt16(byte), to: &bytes)
        case 0x7F where self == .required: append(unit: UInt16(byte), to: &bytes)
        case UInt8(ascii: "<") where self == .asGo,
            UInt8(ascii: ">") where self == .asGo,
            UInt8(ascii: "&") where self == .asGo:
            append(unit: UInt16(byte), to: &bytes)
        default: bytes.append(byte)
        }
    }

    /// `\uXXXX`, in lower case.
    private func append(unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift) & 0xF)
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
