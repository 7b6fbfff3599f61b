// SPDX-License-Identifier: Apache-2.0

import Testing

/// Whoever reads a log at night finds its words on a page.
@Suite struct LogTests {
    private static let page = "docs/operations.md"
    private static let levels = ["notice", "warning", "error", "critical"]

    @Test func `the page of operations has every line above info, and no other`() throws {
        let page = try #require(SourceTree.file(Self.page), "there is no \(Self.page)")
        var explained: [String: String] = [:]
        for line in page.lines {
            let cells = line.split(separator: "|").map { $0.trimmed }
            guard cells.count == 3, Self.levels.contains(cells[0]) else { continue }
            #expect(explained[cells[1]] == nil, "\(Self.page) explains \(cells[1]) twice")
            explained[cells[1]] = cells[0]
        }
        var said: [String: String] = [:]
        for file in SourceTree.sources {
            for (words, level) in Self.lines(of: file) {
                said[words] = level
                #expect(
                    explained[words] == level,
                    "\(Self.page) does not explain the \(level) of \(file.path): \(words)"
                )
            }
        }
        for words in explained.keys.sorted() where said[words] == nil {
            Issue.record("nothing says what \(Self.page) explains: \(words)")
        }
        #expect(said.count > 20, "the rules do not see the log")
    }

    /// What a file logs above info: literal words, given at the call or to the method
    /// `failed(_:_:_:_:)`, which logs a notice.
    private static func lines(of file: SourceFile) -> [(words: String, level: String)] {
        let text = file.lines.joined(separator: "\n")
        var found: [(String, String)] = []
        for match in text.matches(
            of: #/ogger\.(notice|warning|error|critical)\(\s*"([^"]+)"/#
        ) {
            found.append((String(match.output.2), String(match.output.1)))
        }
        for match in text.matches(of: #/ failed\(\.\w+, "([^"]+)"/#) {
            found.append((String(match.output.1), "notice"))
        }
        return found
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
