// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

extension RealPrograms {
    /// What a user does with the built programs.
    @Suite struct SystemTests {
        @Test func `two nodes find each other and play the timeline`() async throws {
            try await Scene.play { scene in
                let node1 = try await scene.pingd("node1")
                let node2 = try await scene.pingd(
                    "node2",
                    ["--join", node1.address, "--ping", "300ms"]
                )
                for value in stride(from: 0, to: 8, by: 2) {
                    try await node2.prints("send to node1 msg: key=ping value=\(value)")
                    try await node1.prints("received msg: key=ping value=\(value)")
                    try await node1.prints("send to node2 msg: key=pong value=\(value + 1)")
                    try await node2.prints("received msg: key=pong value=\(value + 1)")
                }
                #expect(node1.warnings == [])
                #expect(node2.warnings == [])
            }
        }

        @Test func `a message posted without a header does what a ping does`() async throws {
            try await Self.pair { node1, node2 in
                let sent = try await node1.send(json: #"{"key":"ping","value":0}"#)
                #expect(sent.results.map(\.to) == ["node2"])
                try await node2.prints("received msg: key=ping value=0")
                try await node1.prints("received msg: key=pong value=1")
            }
        }

        @Test func `both signals end a node with success and without a trace`() async throws {
            for number in [SIGTERM, SIGINT] {
                try await Self.pair { node1, node2 in
                    node2.child.signal(number)
                    #expect(try await node2.child.end(within: .seconds(10)) == 0)
                    try await node1.members("node2 left") { $0["node2"]?.state == "left" }
                    #expect(node2.warnings == [])
                }
            }
        }

        @Test func `pingctl prints the members plain and aligned into a pipe`() async throws {
            try await Self.pair { node1, node2 in
                let listed = try await Self.pingctl(node1, ["members"])
                #expect(listed.status == 0)
                #expect(!listed.output.utf8.contains(0x1B), "colour in a pipe")
                let lines = listed.output.split(separator: "\n")
                try #require(lines.count == 3)
                // Each column starts at the same place in every line.
                let column = try #require(lines[1].firstRange(of: "127.0.0.1:\(node1.port)"))
                let other = try #require(lines[2].firstRange(of: "127.0.0.1:\(node2.port)"))
                #expect(
                    lines[1].distance(from: lines[1].startIndex, to: column.lowerBound)
                        == lines[2].distance(from: lines[2].startIndex, to: other.lowerBound)
                )
                #expect(lines[1].hasPrefix("node1 "))
                #expect(lines[2].hasPrefix("node2 "))
            }
        }

        @Test func `pingctl gives the server's JSON as it is`() async throws {
            try await Self.pair { node1, _ in
                let listed = try await Self.pingctl(node1, ["members", "-o", "json"])
                #expect(listed.status == 0)
                let checked = try await Command.run(
                    "python3",
                    ["-m", "json.tool"],
                    input: Array(listed.output.utf8)
                )
                #expect(checked.status == 0, "\(checked.errors)")
                #expect(listed.output.contains(#""self":"node1""#))
            }
        }

        @Test func `pingctl sends, and says how many it reached`() async throws {
            try await Self.pair { node1, node2 in
                let sent = try await Self.pingctl(node1, ["send", "--key", "ping", "--value", "4"])
                #expect(sent.status == 0, "\(sent.errors)")
                try await node2.prints("received msg: key=ping value=4")
                let unknown = try await Self.pingctl(
                    node1,
                    ["send", "--to", "nobody", "--text", "x"]
                )
                #expect(unknown.status == 1)
                #expect(unknown.errors.contains("nobody"))
                #expect(unknown.output == "")
            }
        }

        @Test func `pingctl against a dead port says so in one sentence`() async throws {
            let dead = try await Command.run(
                Installation.pingctl,
                ["members", "--url", "http://127.0.0.1:\(FreePorts.one())"]
            )
            #expect(dead.status == 69)
            #expect(dead.output == "")
            #expect(dead.errors.split(separator: "\n").count == 1, "\(dead.errors)")
        }

        @Test func `health and self are answered`() async throws {
            try await Self.pair { node1, _ in
                #expect(try await Self.pingctl(node1, ["health"]).status == 0)
                let shown = try await Self.pingctl(node1, ["self"])
                #expect(shown.status == 0)
                #expect(shown.output.contains("node1"))
            }
        }

        @Test func `an occupied port is one sentence and a failure`() async throws {
            try await Scene.play { scene in
                let node = try await scene.pingd("node1")
                let second = try await Command.run(
                    Installation.pingd,
                    ["--name", "node2", "--bind", node.address, "--http", "127.0.0.1:0"]
                )
                #expect([64, 78].contains(second.status))
                #expect(second.errors.contains("\(node.port)"))
            }
        }

        /// Words of a command line, and the exit code that they earn.
        struct BadStart: CustomTestStringConvertible, Sendable {
            let words: [String]
            let status: Int32

            init(_ words: String..., status: Int32) {
                self.words = words
                self.status = status
            }

            var testDescription: String { words.joined(separator: " ") }
        }

        @Test(arguments: [
            BadStart("--ping", "often", status: 64),
            BadStart("--bind", "192.0.2.1:7946", status: 78),
            BadStart("--config", "/nonexistent.yaml", status: 78),
            BadStart("--no-such-flag", status: 64),
            BadStart("--http", "0.0.0.0:0", status: 78),
        ])
        func `a bad setting ends the start with a clear line`(start: BadStart) async throws {
            let ended = try await Command.run(
                Installation.pingd,
                ["--bind", "127.0.0.1:\(FreePorts.one())", "--http", "127.0.0.1:0"] + start.words,
                within: .seconds(10)
            )
            #expect(ended.status == start.status, "\(ended.errors)")
            #expect(ended.output == "")
            let word = start.words.last ?? ""
            #expect(ended.errors.contains(word), "\(ended.errors)")
        }

        private static func pingctl(_ node: Pingd, _ arguments: [String]) async throws -> Command {
            try await Command.run(Installation.pingctl, arguments + ["--url", node.url])
        }

        /// Two nodes that know each other.
        private static func pair(_ body: (Pingd, Pingd) async throws -> Void) async throws {
            try await Scene.play { scene in
                let node1 = try await scene.pingd("node1")
                let node2 = try await scene.pingd("node2", ["--join", node1.address])
                try await node1.sees(alive: "node1", "node2")
                try await node2.sees(alive: "node1", "node2")
                try await body(node1, node2)
            }
        }
    }
}
