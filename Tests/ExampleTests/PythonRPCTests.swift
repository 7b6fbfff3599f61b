// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The two Python programs that speak to each other through two nodes.
struct PythonRPCTests {
    private static let examples = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../Sources/Examples/python-rpc").standardized
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func node(_ name: String, _ arguments: [String] = []) throws -> RunningProgram {
        try BuiltProgram("pingd").start(
            ["--name", name, "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"] + arguments
        )
    }

    private func address(of words: String, in program: RunningProgram) throws -> String {
        let log = try #require(program.errors.wait(for: words))
        let line = try #require(log.split(separator: "\n").first { $0.contains(words) })
        let word = try #require(line.split(separator: " ").first { $0.hasPrefix("address=") })
        return String(word.dropFirst("address=".count))
    }

    @Test func `a program beside one node answers a program beside another`() throws {
        let first = try node("node1")
        let gossip = try address(of: "node is listening", in: first)
        let second = try node("node2", ["--join", gossip])
        let urls = try [first, second].map {
            "http://" + (try address(of: "HTTP API is listening", in: $0))
        }
        let python = BuiltProgram(path: "/usr/bin/python3")
        let server = try python.start(
            [Self.examples.appending(path: "serve.py").path(), urls[1]],
            environment: Self.environment
        )
        var outcome = BuiltProgram.Outcome(status: 1, output: "", errors: "never called")
        // Until the nodes know each other, and the second that somebody serves.
        for _ in 0..<200 where outcome.status != 0 {
            outcome = try python.run(
                [Self.examples.appending(path: "call.py").path(), urls[0], "node2", "hello"],
                environment: Self.environment
            )
        }
        #expect(outcome == .init(status: 0, output: "HELLO\n", errors: ""))
        #expect(server.output.wait(for: "node1 called upper\n") != nil)
        server.send(signal: SIGKILL)
    }

    @Test(arguments: ["serve.py", "call.py"])
    func `each is about twenty lines`(name: String) throws {
        let text = try String(contentsOf: Self.examples.appending(path: name), encoding: .utf8)
        #expect(text.split(separator: "\n").count <= 20)
    }
}
