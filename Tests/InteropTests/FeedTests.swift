// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// What a Go node says is heard over HTTP, and what is broadcast over HTTP reaches it.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct FeedTests {
        @Test func `a broadcast reaches Go nodes byte for byte`() async throws {
            try await Scene.play { scene in
                let first = try await scene.goPeer("go1")
                let second = try await scene.goPeer("go2", ["-join", first.address])
                let swift = try await scene.pingd("swift1", ["--join", first.address])
                try await swift.sees(alive: "go1", "go2", "swift1")
                let answer = try await swift.ask("/broadcast", ["--data", #"{"text":"to all"}"#])
                #expect(answer.status == 202)
                #expect(answer.body.contains(#""members":2"#))
                try await first.message(Array("to all".utf8))
                try await second.message(Array("to all".utf8))
            }
        }

        @Test func `the limit that a too large broadcast is told holds`() async throws {
            struct Problem: Decodable {
                let code: String
                let limit: Int
            }
            try await MessageTests.pair { swift, go in
                let large = String(repeating: "x", count: 3_000)
                let refusal = try await swift.ask(
                    "/broadcast",
                    ["--data", #"{"text":"\#(large)"}"#]
                )
                #expect(refusal.status == 413)
                let problem = try JSONDecoder().decode(Problem.self, from: Data(refusal.body.utf8))
                #expect(problem.code == "payload-too-large")
                for (length, status) in [(problem.limit, 202), (problem.limit + 1, 413)] {
                    let text = String(repeating: "y", count: length)
                    let answer = try await swift.ask(
                        "/broadcast",
                        ["--data", #"{"text":"\#(text)"}"#]
                    )
                    #expect(answer.status == status)
                }
                try await go.message(Array(String(repeating: "y", count: problem.limit).utf8))
            }
        }

        @Test func `a Go node's messages and its standing are told over HTTP`() async throws {
            try await Scene.play { scene in
                let swift = try await scene.pingd("swift1")
                let go = try await scene.goPeer("go1", ["-join", swift.address])
                try await swift.sees(alive: "go1", "swift1")
                try await go.send(Array("by stream".utf8), to: "swift1", reliable: true)
                _ = try await swift.inbox(holds: 1)
                try await go.send(Array("by packet".utf8), to: "swift1", reliable: false)
                let messages = try await swift.inbox(holds: 2)
                #expect(messages[0] == .init(from: nil, via: "stream", text: "by stream"))
                #expect(messages[1] == .init(from: "go1", via: "packet", text: "by packet"))
                try await go.run(GoPeer.Order(cmd: "leave"))
                try await swift.members("go1 left", within: .seconds(20)) {
                    $0["go1"]?.state == "left"
                }
                // curl gives up after a while, and has written what came.
                let heard = try await swift.place.run(
                    "curl",
                    ["--silent", "--max-time", "1", "\(swift.url)/events?after=0"],
                    input: [],
                    within: .seconds(30)
                ).output
                let types = heard.split(separator: "\n").filter { $0.hasPrefix("event: ") }
                    .map { $0.dropFirst(7) }
                #expect(
                    types == ["member-join", "member-join", "message", "message", "member-leave"]
                )
                #expect(heard.contains(#""name":"go1""#))
            }
        }

        @Test func `a broadcast of another pingd is shown once, a Go node's at least once`()
            async throws
        {
            try await Scene.play { scene in
                let first = try await scene.pingd("swift1")
                let second = try await scene.pingd("swift2", ["--join", first.address])
                let go = try await scene.goPeer("go1", ["-join", first.address])
                try await second.sees(alive: "go1", "swift1", "swift2")
                try await first.sees(alive: "go1", "swift1", "swift2")
                let answer = try await first.ask("/broadcast", ["--data", #"{"text":"once"}"#])
                #expect(answer.status == 202)
                _ = try await second.inbox(holds: 1)
                try await eventually("all of it to be told", within: .seconds(20)) {
                    try await first.ask("/self").body.contains(#""user-broadcasts":0"#)
                }
                try await go.run(GoPeer.Order(cmd: "broadcast", data: Data("news".utf8)))
                try await eventually("the Go node's broadcast to come", within: .seconds(20)) {
                    try await second.inbox(holds: 2).contains { $0.text == "news" }
                }
                let all = try await second.inbox(holds: 2)
                #expect(all.filter { $0.text == "once" }.count == 1)
                #expect(all.first { $0.text == "news" }?.from == "go1")
            }
        }
    }
}
