// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no message: always the peer's doing.
///
/// Offsets count from the type byte, or, for what has none, from the object's first byte.
package enum DecodeError: Error, Hashable, Sendable {
    /// Nothing at all, not even a type byte.
    case empty
    case unknownType(UInt8)
    /// The bytes end before the object does.
    case truncated(at: Int)
    /// A msgpack format that the field cannot have.
    case unexpectedFormat(UInt8, at: Int)
    /// A number that does not fit its field.
    case outOfRange(at: Int)
    case notUTF8(at: Int)
    /// An address of neither 0, 4 nor 16 bytes.
    case addressLength(Int, at: Int)
    case nestedTooDeep(at: Int)
    /// An object that announces more bytes than are allowed here.
    case tooLarge(limit: Int)
}

extension DecodeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the message is empty"
        case .unknownType(let type): "type \(type) is unknown"
        case .truncated(let offset): "the bytes end too early, at offset \(offset)"
        case .unexpectedFormat(let format, let offset):
            "a value of format 0x\(String(format, radix: 16)) does not belong at offset \(offset)"
        case .outOfRange(let offset): "the number at offset \(offset) does not fit its field"
        case .notUTF8(let offset): "the text at offset \(offset) is not UTF-8"
        case .addressLength(let count, let offset):
            "the address at offset \(offset) has \(count) bytes, neither 4 nor 16"
        case .nestedTooDeep(let offset):
            "values nest deeper than \(WireLimits.objectDepth) levels at offset \(offset)"
        case .tooLarge(let limit): "an object is larger than \(limit) bytes"
        }
    }
}
