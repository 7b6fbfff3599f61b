// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingctl

struct ContextFileTests {
    @Test func `what is written is read again`() throws {
        var file = ContextFile()
        file.put(NodeContext(name: "b", url: "unix:/run/a \"b\".sock", usesNetrc: true))
        file.put(NodeContext(name: "a", url: "x:1", tokenFile: "/t: #1", authorityFile: "/c"))
        file.current = "b"
        #expect(try ContextFile(parsing: file.text) == file)
        #expect(file.contexts.map(\.name) == ["a", "b"])
        #expect(try ContextFile(parsing: ContextFile().text) == ContextFile())
    }

    @Test func `a person may write it plainly`() throws {
        let text = "# mine\ncurrent: prod\n\ncontexts:\n  prod:\n    url: https://n1:8946\n"
        let file = try ContextFile(parsing: text)
        #expect(file["prod"] == NodeContext(name: "prod", url: "https://n1:8946"))
        #expect(file.current == "prod")
    }

    @Test(arguments: [
        ("curent: a\n", 1), ("contexts:\n\tprod:\n", 2), ("contexts:\n  a:\n   url: x\n", 3),
        ("contexts:\n  a:\n    token: x\n", 3), ("contexts:\n  a:\n  a:\n", 3),
        ("  a:\n", 1), ("    url: x\n", 1), ("current: 'a'\n", 1), ("current: \"a\n", 1),
        ("current:a\n", 1), ("contexts:\n  a:\n    netrc: yes\n", 3), ("contexts:\n  a b:\n", 2),
        ("contexts:\n  a:\n    url: x\n    url: y\n", 4), ("contexts:\n  a:\n", 3),
    ])
    func `what is wrong is told with its line`(text: String, line: Int) {
        do {
            _ = try ContextFile(parsing: text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.line == line, "\(error.reason)")
        }
    }
}
