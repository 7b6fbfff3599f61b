// SPDX-License-Identifier: Apache-2.0

import Testing

/// One text file of the project.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// From the root of the project.
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    var testDescription: String { path }
    var isSwift: Bool { path.hasSuffix(".swift") }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The second part of the path: `Wire` for a file under `Sources/Wire`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// The modules that a Swift file imports.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"),
                words[..<keyword].allSatisfy({ Self.importModifiers.contains($0) })
            else { return nil }
            // `import struct Foundation.Data` names the module after the kind.
            let named = words.dropFirst(keyword + 1).first { !Self.importKinds.contains($0) }
            return named.flatMap { $0.split(separator: ".").first }.map(String.init)
        }
    }

    private static let importModifiers: Set<Substring> = [
        "public", "package", "internal", "private", "fileprivate", "@testable", "@preconcurrency",
        "@_exported",
    ]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]
}
