// SPDX-License-Identifier: Apache-2.0

import Testing

/// The rules are only as good as the reader behind them.
@Suite struct ScannerTests {
    @Test func `comments and literals are no code`() {
        let file = SourceFile(
            path: "x.swift",
            text: """
                let a = "x!" // b!
                let c = #"d "e!" f"# + g
                /* h! /* i! */ j! */ let k = 1
                let l = "m \\" n!" + o
                """
        )
        let code = SwiftScanner.code(of: file)
        #expect(code == ["let a = \"\" ", "let c = \"\" + g", " let k = 1", "let l = \"\" + o"])
    }

    @Test func `a literal of several lines is no code`() {
        let quotes = "\"\"\""
        let file = SourceFile(path: "x.swift", text: "f(\(quotes)\n  a! \"b!\"\n  \(quotes), c!)")
        #expect(SwiftScanner.code(of: file) == ["f(\"\"", "", ", c!)"])
    }

    @Test func `imports are found with and without modifiers`() {
        let file = SourceFile(
            path: "x.swift",
            text: "import A\npackage import B\n@testable import C\nimport struct D.E\n// import F"
        )
        #expect(file.imports == ["A", "B", "C", "D"])
    }

    @Test func `functions are measured from their name to their closing brace`() {
        let file = SourceFile(
            path: "x.swift",
            text: """
                protocol P {
                    func none()
                }
                func one() { 1 }
                func three(
                    a: () -> Void = {}
                ) { "}" }
                struct S {
                    init(a: Int) {
                        if a { b() }
                    }
                }
                """
        )
        let found = Function.all(in: file).map { "\($0.name) \($0.line) \($0.lineCount)" }
        #expect(found == ["one 4 1", "three 5 3", "init 9 3"])
    }
}
