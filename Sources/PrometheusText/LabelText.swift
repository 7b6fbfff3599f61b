// SPDX-License-Identifier: Apache-2.0

/// The labels of one series as they stand between the braces: `code="200",method="GET"`.
///
/// Sorted by name, so that the same labels are the same text; of two with one name the later
/// counts.
package struct LabelText: Hashable, Sendable {
    /// Bytes of a value that are kept, so that no stranger's words make an answer grow.
    package static let valueBytes = 128

    package let text: String

    package init(_ labels: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in labels { values[MetricName.label(name)] = Self.cut(value) }
        text = values.sorted { $0.key < $1.key }
            .map { "\($0)=\"\(Self.escaped($1))\"" }
            .joined(separator: ",")
    }

    package static let none = LabelText([])

    private static func cut(_ value: String) -> String {
        guard value.utf8.count > valueBytes else { return value }
        var kept = value[...]
        while kept.utf8.count > valueBytes { kept.removeLast() }
        return String(kept)
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
