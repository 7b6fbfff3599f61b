// SPDX-License-Identifier: Apache-2.0

import Testing

/// What may not stand in a file, and what must.
@Suite struct WordTests {
    @Test func `every file of code names its licence first`() {
        for file in SourceTree.sources + SourceTree.tests {
            let isManifest = file.lines.first?.hasPrefix("// swift-tools-version") == true
            let line = file.lines.dropFirst(isManifest ? 1 : 0).first
            #expect(line == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
        }
        for file in SourceTree.scripts {
            let line = file.lines.dropFirst().first
            #expect(line == "# SPDX-License-Identifier: Apache-2.0", "\(file.path)")
        }
    }

    @Test func `no file or folder is a drawer for odds and ends`() {
        let drawers: Set = [
            "utils", "util", "utilities", "helpers", "helper", "common", "misc", "base", "manager",
            "new", "core", "impl",
        ]
        let endings = ["Utils", "Utilities", "Helpers", "Helper", "Common", "Manager", "Impl"]
        for file in SourceTree.files {
            for part in file.path.split(separator: "/") {
                let stem = String(part.prefix { $0 != "." })
                let isDrawer =
                    drawers.contains(stem.lowercased()) || endings.contains { stem.hasSuffix($0) }
                #expect(!isDrawer, "\(file.path): give it the name of what it is")
            }
        }
    }

    @Test func `no file knows the machine that it was written on`() {
        // Put together here so that this file does not break its own rule.
        let paths = ["work", "root", "farm", "home", "opt/swift"].map { "/" + $0 + "/" }
        for file in SourceTree.files where !file.path.hasSuffix(".json") {
            for (number, line) in file.lines.enumerated() {
                for path in paths where line.contains(path) {
                    Issue.record("\(file.path):\(number + 1) names \(path)")
                }
            }
        }
    }

    @Test func `nothing is left for later`() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        for file in SourceTree.sources + SourceTree.tests + SourceTree.scripts {
            for (number, line) in file.lines.enumerated() {
                for word in words where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) says \(word)")
                }
            }
        }
    }

    @Test func `sources take no way round the compiler`() {
        let ways = [
            "try!", "as!", "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast",
            "@_exported",
        ]
        for file in SourceTree.sources {
            for (index, code) in SwiftScanner.code(of: file).enumerated() {
                for way in ways where code.contains(way) {
                    Issue.record("\(file.path):\(index + 1) has \(way)")
                }
            }
        }
    }

    @Test func `sources force no optional`() {
        for file in SourceTree.sources {
            for (index, code) in SwiftScanner.code(of: file).enumerated() where forces(code) {
                Issue.record("\(file.path):\(index + 1) forces: \(code)")
            }
        }
    }

    @Test func `tests do not sleep`() {
        let ways = ["Task." + "sleep", "Thread." + "sleep", "usl" + "eep(", "nanosl" + "eep("]
        for file in SourceTree.tests {
            for (index, code) in SwiftScanner.code(of: file).enumerated() {
                for way in ways where code.contains(way) {
                    Issue.record("\(file.path):\(index + 1) has \(way): wait for the event")
                }
            }
        }
    }

    /// Whether a `!` follows a value directly and is no comparison: `x!`, `f()!`, `a[0]!`.
    private func forces(_ code: String) -> Bool {
        let characters = Array(code)
        for index in characters.indices.dropFirst() where characters[index] == "!" {
            let before = characters[index - 1]
            let isAfterValue = before.isLetter || before.isNumber || "_)]>`".contains(before)
            let isComparison = index + 1 < characters.count && characters[index + 1] == "="
            if isAfterValue && !isComparison { return true }
        }
        return false
    }
}
