// SPDX-License-Identifier: Apache-2.0

import JSONText
import Logging

/// One event of the log, not yet written.
struct LogLine {
    /// RFC 3339.
    var time: String
    var level: Logger.Level
    var message: String
    /// In the order in which they are shown.
    var fields: [(key: String, value: Logger.MetadataValue)]

    /// `2026-11-22T10:00:00.000Z info  joined cluster members=2`.
    var text: String {
        let name = level.rawValue
        let padding = String(repeating: " ", count: max(0, 5 - name.count))
        let pairs = fields.map { " \($0.key)=\(Self.word("\($0.value)"))" }
        return "\(time) \(name)\(padding) \(PrintableText.escaping(message))" + pairs.joined()
    }

    /// One JSON object; fields have an object of their own, so that none can hide the others.
    var json: String {
        var members = [
            "\"time\":\(Self.quoted(time))",
            "\"level\":\(Self.quoted(level.rawValue))",
            "\"message\":\(Self.quoted(message))",
        ]
        if !fields.isEmpty {
            members.append("\"fields\":\(Self.object(fields.map { ($0.key, $0.value) }))")
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A value that is one word stays as it is; others are quoted, as shells and logfmt do.
    private static func word(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy {
            $0 != " " && $0 != "\"" && $0 != "=" && !PrintableText.isUnsafe($0)
        }
        if isPlain, !value.isEmpty { return value }
        let body = value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"" + PrintableText.escaping(body) + "\""
    }

    private static func object(_ fields: [(String, Logger.MetadataValue)]) -> String {
        "{" + fields.map { quoted($0) + ":" + json($1) }.joined(separator: ",") + "}"
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let value): quoted("\(value)")
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            object(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }

    /// A JSON string (RFC 8259 §7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value <= 0xFFFF && PrintableText.isUnsafe(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
