// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One page of the documentation; all of them are found by looking.
struct Page: Sendable, CustomTestStringConvertible {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../..").standardized

    /// The front page, and whatever lies in `docs`.
    static let all: [Page] = {
        let docs = root.appendingPathComponent("docs")
        let names = FileManager.default.subpaths(atPath: docs.path) ?? []
        let paths = names.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }.sorted()
        return (["README.md"] + paths).compactMap(Page.init)
    }()

    /// From the root of the project.
    let path: String
    let text: String

    init?(path: String) {
        let url = Self.root.appendingPathComponent(path)
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        self.path = path
        self.text = text
    }

    var testDescription: String { path }
    var blocks: [CodeBlock] { CodeBlock.all(of: text) }
    var runnable: [CodeBlock] { blocks.filter { $0.isShell && $0.excuse == nil } }
}
