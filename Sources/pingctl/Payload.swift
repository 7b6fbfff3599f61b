// SPDX-License-Identifier: Apache-2.0

/// What a message carries.
enum Payload {
    case keyValue(key: String, value: UInt64)
    case text(String)
    /// One JSON value, as it was typed: numbers keep all their digits.
    case json(String)
    case bytes([UInt8])

    /// The members of a JSON body that say it; `nil` for bytes, which are a body themselves.
    var members: String? {
        switch self {
        case .keyValue(let key, let value): "\"key\":\(Self.quoted(key)),\"value\":\(value)"
        case .text(let text): "\"text\":\(Self.quoted(text))"
        case .json(let json): "\"json\":\(json)"
        case .bytes: nil
        }
    }

    /// The whole body, when nothing else has to be said.
    var upload: Upload {
        if let members { return .json(Array("{\(members)}".utf8)) }
        guard case .bytes(let bytes) = self else { return .nothing }
        return Upload(contentType: "application/octet-stream", bytes: bytes)
    }

    /// A JSON string (RFC 8259 §7).
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
