// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Testing

/// `pingctl messages` against a server that says what the test wants.
struct MessagesTests {
    private static func message(_ seq: Int, _ more: String) -> String {
        #"{"seq":\#(seq),"receivedAt":"2026-11-22T22:00:01.250Z","from":null,"via":"stream","#
            + #""bytes":24\#(more)}"#
    }

    private static func page(
        _ messages: [String],
        next: Int,
        oldest: Int = 1,
        gap: Bool = false
    ) -> String {
        #"{"messages":[\#(messages.joined(separator: ", "))],"next":\#(next),"#
            + #""oldest":\#(oldest),"gap":\#(gap)}"#
    }

    private static let first = message(1, #","key":"ping","value":0,"text":"t","base64":"dA==""#)
    private static let second = message(2, #","text":"hello\n\u001b[2J","base64":"aGVs""#)
    private static let third = message(3, #","base64":"AAEC/w==""#)

    private func run(
        _ arguments: [String] = [],
        _ server: CannedServer
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(["messages", "--url", server.url] + arguments)
    }

    @Test func `messages are a table, and harmless`() throws {
        let server = CannedServer { count in
            count == 0
                ? .json(Self.page([Self.first, Self.second, Self.third], next: 4))
                : .json(Self.page([], next: 4))
        }
        let outcome = try run([], server)
        #expect(
            outcome.output == """
                SEQ  RECEIVED                  FROM  VIA     BYTES  MESSAGE
                1    2026-11-22T22:00:01.250Z  -     stream  24     key=ping value=0
                2    2026-11-22T22:00:01.250Z  -     stream  24     hello\\n\\u{1b}[2J
                3    2026-11-22T22:00:01.250Z  -     stream  24     base64 AAEC/w==

                """
        )
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
        #expect(server.requests[0].hasPrefix("GET /messages?limit=1000 HTTP/1.1"))
        #expect(server.requests[1].hasPrefix("GET /messages?after=3&limit=1000 HTTP/1.1"))
    }

    @Test func `pages come over one connection, and end with the limit`() throws {
        let server = CannedServer { count in
            .keptJSON(Self.page([[Self.first, Self.second, Self.third][count]], next: count + 2))
        }
        let outcome = try run(
            ["--limit", "3", "--key", "a b", "--after", "0", "-o", "ndjson"],
            server
        )
        #expect(outcome.output == [Self.first, Self.second, Self.third].map { $0 + "\n" }.joined())
        #expect(
            server.requests.map { $0.prefix { !$0.isNewline } } == [
                "GET /messages?after=0&limit=3&key=a%20b HTTP/1.1",
                "GET /messages?after=1&limit=2&key=a%20b HTTP/1.1",
                "GET /messages?after=2&limit=1&key=a%20b HTTP/1.1",
            ]
        )
        #expect(server.connections == 1)
    }

    @Test func `an empty inbox is a header, or the server's JSON`() throws {
        let empty = Self.page([], next: 1)
        let shown = try run([], CannedServer(.json(empty)))
        #expect(shown.output == "SEQ  RECEIVED  FROM  VIA  BYTES  MESSAGE\n")
        #expect(try run(["-o", "json"], CannedServer(.json(empty))).output == empty + "\n")
    }

    @Test(arguments: [
        (5, 20, 12, "messages 6 to 11 are not held any more"),
        (5, 20, 6, "some messages after 5 are not held any more"),
        (90, 20, 12, "the node has given no message the number 90 yet; the next one is 20"),
    ])
    func `what is missing is said`(
        after: Int,
        next: Int,
        oldest: Int,
        sentence: String
    ) throws {
        let page = Self.page([], next: next, oldest: oldest, gap: true)
        let outcome = try run(["--after", "\(after)"], CannedServer(.json(page)))
        #expect(outcome.errors == "pingctl: \(sentence)\n")
        #expect(outcome.status == 0)
    }

    @Test func `following waits at the node, and goes on where a connection broke`() throws {
        let server = CannedServer { count in
            switch count {
            case 0: .json(Self.page([Self.first], next: 2))
            case 1: .bytes([])
            default: .json(Self.page([Self.second], next: 3))
            }
        }
        let outcome = try run(["--follow", "--limit", "2", "-o", "ndjson"], server)
        #expect(outcome.output == Self.first + "\n" + Self.second + "\n")
        #expect(outcome.status == 0)
        #expect(
            server.requests.map { $0.prefix { !$0.isNewline } } == [
                "GET /messages?limit=2&wait=30s HTTP/1.1",
                "GET /messages?after=1&limit=1&wait=30s HTTP/1.1",
                "GET /messages?after=1&limit=1&wait=30s HTTP/1.1",
            ]
        )
        #expect(outcome.errors.hasSuffix("pingctl: connected again\n"))
    }

    @Test func `rows that come later stand under the first ones`() throws {
        let server = CannedServer { count in
            .json(Self.page([[Self.first, Self.second][count]], next: count + 2))
        }
        let outcome = try run(["--follow", "--limit", "2"], server)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.map { $0.prefix(5) } == ["SEQ  ", "1    ", "2    "])
    }

    @Test func `a node that is gone for good ends it`() throws {
        let server = CannedServer { count in
            count == 0 ? .json(Self.page([Self.first], next: 2)) : .bytes([])
        }
        let outcome = try run(["--follow", "--reconnect", "0s"], server)
        #expect(outcome.status == 75)
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}
