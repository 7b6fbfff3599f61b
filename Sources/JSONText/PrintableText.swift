// SPDX-License-Identifier: Apache-2.0

/// Text from elsewhere, made harmless for a terminal or a line of ours.
///
/// Names and metadata come from any member of the cluster: none of them may move the cursor, set
/// colours, break lines, hide, or reverse the reading direction of what follows.
package enum PrintableText {
    /// What is unsafe becomes `\n`, `\r`, `\t` or `\u{…}`.
    package static func escaping(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where isUnsafe(scalar):
                safe += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// Controls, separators of lines and paragraphs, and invisible marks, those that reorder text
    /// among them; but not the joiners that emoji and some scripts are written with.
    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        // Of ASCII only controls are; the tables of Unicode cost ten times as much.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar == "\u{200C}" || scalar == "\u{200D}" { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
