// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A tag on the command line: `KEY=VALUE`.
enum TagText {
    /// The key ends at the first equals sign, and is not empty.
    static func parts(_ text: String) -> (key: String, value: String)? {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    static func error(_ text: String) -> ValidationError {
        ValidationError("a tag is written KEY=VALUE, not \"\(text)\"")
    }
}
