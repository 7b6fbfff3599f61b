// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// A message and its recipients, as POST /send wants them.
struct SendOrderText {
    enum Payload {
        case keyValue(key: String, value: UInt64)
        case text(String)
        /// One JSON value, as it was typed: numbers keep all their digits.
        case json(String)
        case bytes([UInt8])
    }

    /// Empty: every other member.
    var to: [String]
    var isBestEffort: Bool
    var timeout: Duration

    /// The request's target and body.
    func request(carrying payload: Payload) -> (target: String, upload: CurlTransfer.Upload) {
        let content: String
        switch payload {
        case .keyValue(let key, let value):
            content = "\"key\":\(Self.quoted(key)),\"value\":\(value)"
        case .text(let text): content = "\"text\":\(Self.quoted(text))"
        case .json(let json): content = "\"json\":\(json)"
        case .bytes(let bytes): return ("/send" + query.text, Self.raw(bytes))
        }
        var members = [content, "\"reliable\":\(!isBestEffort)", "\"timeout\":\"\(timeout.text)\""]
        if !to.isEmpty { members.append("\"to\":[\(to.map(Self.quoted).joined(separator: ","))]") }
        let body = "{" + members.joined(separator: ",") + "}"
        return ("/send", .init(contentType: "application/json", bytes: Array(body.utf8)))
    }

    private var query: QueryText {
        var query = QueryText()
        for name in to { query.append("to", name) }
        query.append("reliable", "\(!isBestEffort)")
        query.append("timeout", timeout.text)
        return query
    }

    private static func raw(_ bytes: [UInt8]) -> CurlTransfer.Upload {
        .init(contentType: "application/octet-stream", bytes: bytes)
    }

    /// A JSON string (RFC 8259 §7).
    private static func quoted(_ text: String) -> String {
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
