// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// Whatever is asked, the same trouble is told in the same way.
struct FailureTests {
    /// One command line for each thing that a node can be asked.
    static let commands: [[String]] = [
        ["members"], ["members", "--watch"], ["owner", "k"], ["ping"], ["ping", "node2"],
        ["events"],
        ["join", "a:1"], ["leave", "--yes"], ["send", "--text", "x"], ["broadcast", "--text", "x"],
        ["messages"], ["messages", "--follow"], ["self"], ["health"], ["metrics"], ["meta"],
        ["meta", "set", "a=b"], ["meta", "unset", "a"], ["keys"], ["keys", "use", "a"],
        ["keys", "remove", "a"], ["rtt"], ["rtt", "node2"], ["reachability"], ["bench"],
        ["rpc", "node2", "echo"], ["rpc", "next"], ["rpc", "reply", "1"],
        ["rpc", "serve", "x", "--", "true"], ["proxy", "node2", "/"], ["receipt", "01M"],
        ["health", "--live"], ["send", "--to", "node2", "--text", "x", "--wait", "delivered"],
        ["consume", "a", "--drain"], ["consume", "a", "--drain", "--", "true"], ["consumers"],
        ["consumers", "next", "a"], ["consumers", "ack", "a", "1"], ["consumers", "forget", "a"],
        ["consumers", "dead"], ["consumers", "discard", "1"],
    ]

    private func run(_ command: [String], _ more: [String]) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(more + command)
    }

    @Test(arguments: commands)
    func `a node that is down is one sentence and exit code 69`(command: [String]) throws {
        let outcome = try run(command, ["--url", "http://127.81.70.1:1"])
        #expect(outcome.status == 69)
        #expect(outcome.output == "")
        #expect(
            outcome.errors == "pingctl: cannot reach http://127.81.70.1:1: connection refused; "
                + "is pingd running there? (--url)\n"
        )
    }

    @Test(arguments: commands)
    func `a flag that is none is one sentence with the way to help`(command: [String]) throws {
        let words = Array(command.prefix { $0 != "--" })
        let rest = Array(command[words.count...])
        let outcome = try run(words + ["--no-such-flag"] + rest, [])
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("pingctl: unknown option '--no-such-flag'"))
        #expect(outcome.errors.contains("(see pingctl \(command[0])"), "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix(" --help)\n"))
    }

    @Test(arguments: commands)
    func `a refusal is the node's own sentence`(command: [String]) throws {
        for (status, code, exitStatus) in [
            (401, "unauthorized", 77), (403, "not-permitted", 77), (404, "unknown-member", 1),
            (400, "invalid-request", 64), (503, "node-stopped", 75),
        ] as [(Int, String, Int32)] where command[0] != "health" || status != 503 {
            let server = CannedServer(.problem(status, code, detail: #"no \u001b[2J"#))
            let outcome = try run(command, ["--url", server.url])
            #expect(outcome.status == exitStatus)
            #expect(outcome.output == "")
            #expect(outcome.errors == #"pingctl: no \u{1b}[2J"# + "\n")
        }
    }

    /// Without those that give the node some seconds more than `--timeout`, or 30 to wait.
    static let promptCommands = commands.filter { command in
        Set(["bench", "send", "join", "leave", "set", "unset", "--follow", "next", "serve"])
            .isDisjoint(with: command.prefix { $0 != "--" }) || command[0] == "consumers"
    }

    @Test(arguments: promptCommands)
    func `a server that says nothing is exit code 75`(command: [String]) throws {
        let server = CannedServer(.silence)
        let outcome = try run(command, ["--url", server.url, "--timeout", "100ms"])
        #expect(outcome.status == 75)
        #expect(outcome.errors.hasSuffix("did not answer in time (--timeout)\n"))
    }

    @Test(arguments: commands)
    func `what is not pingd is exit code 69`(command: [String]) throws {
        for answer in [
            CannedServer.Answer.json("<html>", type: "text/html"), .json("[]"),
            .bytes(Array("SSH-2.0-x\r\n\r\n".utf8)),
        ] {
            let server = CannedServer(answer)
            let outcome = try run(command, ["--url", server.url])
            #expect(outcome.status == 69)
            #expect(outcome.output == "")
            #expect(outcome.errors.hasSuffix("is the URL right? (--url)\n"), "\(outcome.errors)")
        }
    }

    @Test func `certificates are looked for where curl looks`() throws {
        // Nobody trusts an empty file; and it is read before anything is connected to.
        let server = CannedServer(.silence)
        let url = server.url.replacingOccurrences(of: "http:", with: "https:")
        for variable in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            let outcome = try BuiltProgram("pingctl")
                .run(["self", "--url", url], environment: [variable: "/nonexistent.pem"])
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("CA"), "\(outcome.errors)")
        }
    }

    @Test func `a password of netrc is sent only when asked for, and beside no token`() throws {
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        try "machine 127.0.0.1 login me password secret\n"
            .write(to: home.appendingPathComponent(".netrc"), atomically: true, encoding: .utf8)
        let server = CannedServer(.json(#"{"status":"ok"}"#))
        func ask(_ more: [String], _ environment: [String: String]) throws -> String {
            _ = try BuiltProgram("pingctl").run(
                ["health", "--url", server.url] + more,
                environment: environment.merging(["HOME": home.path]) { given, _ in given }
            )
            return server.requests.last ?? ""
        }
        #expect(!(try ask([], [:]).contains("Authorization")))
        #expect(try ask(["--netrc"], [:]).contains("Authorization: Basic bWU6c2VjcmV0\r\n"))
        let request = try ask(["--netrc"], ["PINGCTL_TOKEN": "token"])
        #expect(request.contains("Authorization: Bearer token\r\n"))
        #expect(!request.contains("Basic"))
    }
}
