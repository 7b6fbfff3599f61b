// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not one JSON text, and at which byte.
package enum JSONError: Error, Equatable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8, at: Int)
    /// A control character inside a string must be escaped.
    case controlCharacter(at: Int)
    case invalidEscape(at: Int)
    /// Half of a surrogate pair stands for no character.
    case loneSurrogate(at: Int)
    case invalidUTF8(at: Int)
    case invalidNumber(at: Int)
    case duplicateKey(String, at: Int)
    case tooDeep(limit: Int, at: Int)
    /// Something follows the value.
    case trailingBytes(at: Int)
}

extension JSONError: CustomStringConvertible {
    /// What is wrong, for people, without a full stop.
    package var description: String {
        switch self {
        case .unexpectedEnd: "it ends too early"
        case .unexpectedByte(let byte, let offset):
            "\(Self.shown(byte)) at byte \(offset) does not belong there"
        case .controlCharacter(let offset):
            "the control character at byte \(offset) must be escaped"
        case .invalidEscape(let offset): "the escape at byte \(offset) is none of JSON's"
        case .loneSurrogate(let offset):
            "the escape at byte \(offset) is half of a surrogate pair"
        case .invalidUTF8(let offset): "the string at byte \(offset) is not UTF-8"
        case .invalidNumber(let offset): "the number at byte \(offset) is not one of JSON's"
        case .duplicateKey(let key, let offset):
            "the key \"\(PrintableText.escaping(key))\" at byte \(offset) is there twice"
        case .tooDeep(let limit, let offset):
            "at byte \(offset) it is nested deeper than \(limit) levels"
        case .trailingBytes(let offset): "something follows the value at byte \(offset)"
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        guard byte > 0x20, byte < 0x7F else { return "the byte 0x" + String(byte, radix: 16) }
        return "'" + String(UnicodeScalar(byte)) + "'"
    }
}
