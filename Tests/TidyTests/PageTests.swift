// SPDX-License-Identifier: Apache-2.0

import Testing

/// What fits on a page can be read.
@Suite struct PageTests {
    @Test func `a source file fits in 400 lines`() {
        for file in SourceTree.sources where file.lines.count > 400 {
            Issue.record("\(file.path) has \(file.lines.count): split it by topic")
        }
        #expect(SourceTree.sources.count > 50, "the rules do not see the sources")
    }

    @Test func `a test file fits in 600 lines`() {
        for file in SourceTree.tests where file.lines.count > 600 {
            Issue.record("\(file.path) has \(file.lines.count): split it by topic")
        }
        #expect(SourceTree.tests.count > 10, "the rules do not see the tests")
    }

    @Test func `no line passes column 100`() {
        let files = SourceTree.sources + SourceTree.tests + SourceTree.scripts
        for file in files {
            for (number, line) in file.lines.enumerated() where line.count > 100 {
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `a function fits in 60 lines`() {
        for file in SourceTree.sources {
            for function in Function.all(in: file) where function.lineCount > 60 {
                let place = "\(file.path):\(function.line)"
                Issue.record("\(place) \(function.name) has \(function.lineCount) lines")
            }
        }
    }

    @Test func `the front page and the map stay short`() throws {
        let limits = [("README.md", 150), ("docs/ARCHITECTURE.md", 200)]
        for (path, limit) in limits {
            let page = try #require(SourceTree.file(path), "there is no \(path)")
            #expect(page.lines.count < limit, "\(path)")
        }
    }

    @Test func `a Markdown page has exactly one title`() {
        for page in SourceTree.pages {
            var isCode = false
            var titles = 0
            for line in page.lines {
                if line.hasPrefix("```") { isCode.toggle() }
                if !isCode && line.hasPrefix("# ") { titles += 1 }
            }
            #expect(titles == 1, "\(page.path)")
            #expect(!isCode, "\(page.path): a code block is not closed")
        }
        #expect(SourceTree.pages.count >= 4, "the rules do not see the pages")
    }
}
