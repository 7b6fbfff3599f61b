// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Testing

@testable import Gateway
@testable import Memberlist
@testable import Messaging

/// `GET /messages` over a real socket.
@Suite(.timeLimit(.minutes(2))) struct MessagesRouteTests {
    private func messages(_ served: ServedNode, _ query: String = "") throws -> MessagesBody {
        let answer = try served.ask("GET /messages\(query)")
        #expect(answer.status == 200)
        return try answer.decoded()
    }

    @Test func `a message is shown with all that is known of it`() async throws {
        try await ServedNode.run { served in
            served.feed.hear(#"{"key":"ping","value":18446744073709551615}"#)
            served.feed.hear("Grüße", by: .packet, from: "10.0.0.2:7946", sender: "node2")
            served.feed.hear("to me", by: .local, sender: "node1")
            let answer = try served.ask("GET /messages")
            #expect(answer.fields["cache-control"] == "no-store")
            let body: MessagesBody = try answer.decoded()
            #expect(body.messages.map(\.seq) == [1, 2, 3])
            #expect(body.messages.map(\.via) == ["stream", "packet", "local"])
            #expect(body.messages.map(\.from) == [nil, "node2", "node1"])
            #expect(answer.body.contains(#""from":null"#))
            #expect(body.messages[0].key == "ping")
            #expect(body.messages[0].value == .max)
            #expect(body.messages[1].text == "Grüße")
            #expect(body.messages[1].base64 == "R3LDvMOfZQ==")
            #expect(body.messages[1].bytes == 7)
            #expect(body.messages[1].key == nil)
            #expect((body.next, body.oldest, body.gap) == (4, 1, false))
        }
    }

    @Test func `bytes that are no text are shown in base64 alone`() async throws {
        try await ServedNode.run { served in
            let payload: [UInt8] = [0xFF, 0]
            served.feed.hear(
                .received(
                    .init(payload: payload, source: nil, path: .stream),
                    sender: nil,
                    isGossip: false
                )
            )
            let message = try messages(served).messages[0]
            #expect(message.text == nil)
            #expect(message.base64 == "/wA=")
        }
    }

    @Test func `pages follow each other, and a key filters`() async throws {
        try await ServedNode.run { served in
            for number in 0..<5 { served.feed.hear("text \(number)") }
            served.feed.hear(#"{"key":"pong","value":1}"#)
            let first = try messages(served, "?limit=4")
            #expect(first.messages.count == 4)
            let second = try messages(served, "?limit=4&after=\(first.next - 1)")
            #expect(second.messages.map(\.seq) == [5, 6])
            let pongs = try messages(served, "?key=pong")
            #expect(pongs.messages.map(\.seq) == [6])
            #expect(try messages(served, "?key=ping").messages.isEmpty)
        }
    }

    @Test func `what fell out of the inbox is said and counted`() async throws {
        var limits = FeedLimits()
        limits.inbox.messages = 3
        try await ServedNode.run(limits: limits) { served in
            for number in 0..<5 { served.feed.hear("\(number)") }
            let body = try messages(served)
            #expect(body.messages.map(\.seq) == [3, 4, 5])
            #expect(body.gap && body.oldest == 3)
            #expect(try messages(served, "?after=2").gap == false)
            #expect(try messages(served, "?after=1").gap)
            let me: SelfBody = try served.ask("GET /self").decoded()
            #expect(me.counters["inbox-messages-received"] == 5)
            #expect(me.counters["inbox-messages-forgotten"] == 2)
            #expect(me.queues["inbox-messages"] == 3)
        }
    }

    @Test func `the inbox is bounded by bytes too, with what keeping a message costs`() async throws
    {
        let message = InboxMessage(
            receivedAtUnixMilliseconds: 1,
            sender: nil,
            carrier: .stream,
            payload: [UInt8](repeating: 0x78, count: 1_000)
        )
        var limits = FeedLimits()
        limits.inbox.bytes = 3 * message.size
        try await ServedNode.run(limits: limits) { served in
            for _ in 0..<4 { served.feed.hear(String(repeating: "x", count: 1_000)) }
            #expect(try messages(served).messages.map(\.seq) == [2, 3, 4])
            served.feed.hear(String(repeating: "y", count: 1_001))
            #expect(try messages(served, "?after=2").messages.map(\.seq) == [4, 5])
            // What never would fit has its number all the same, and makes a gap.
            served.feed.hear(String(repeating: "z", count: 10_000))
            let body = try messages(served, "?after=5")
            #expect(body == MessagesBody(messages: [], next: 7, oldest: 7, gap: true))
            let me: SelfBody = try served.ask("GET /self").decoded()
            #expect(me.counters["inbox-messages-forgotten"] == 6)
            #expect(me.queues["inbox-bytes"] == 0)
        }
    }

    @Test func `whoever waits is answered when a message comes, and not before`() async throws {
        try await ServedNode.run { served in
            served.feed.hear("old")
            let waiting = try (0..<20).map { _ in
                try served.open("GET /messages?after=1&wait=5m")
            }
            let filtered = try served.open("GET /messages?key=ping&wait=5m")
            try await served.parks(21)
            served.feed.hear("new")
            for connection in waiting {
                let body: MessagesBody = try connection.answer().decoded()
                #expect(body.messages.map(\.text) == ["new"])
            }
            try await served.parks(1)
            served.feed.hear(#"{"key":"ping","value":1}"#)
            let body: MessagesBody = try filtered.answer().decoded()
            #expect(body.messages.map(\.seq) == [3])
        }
    }

    @Test func `a wait without a message ends with an empty list`() async throws {
        try await ServedNode.run { served in
            let body = try messages(served, "?wait=20ms")
            #expect(body == MessagesBody(messages: [], next: 1, oldest: 1, gap: false))
        }
    }

    @Test func `a number that was never given is answered at once, with a gap`() async throws {
        try await ServedNode.run { served in
            served.feed.hear("a")
            let body = try messages(served, "?after=9&wait=5m")
            #expect(body == MessagesBody(messages: [], next: 2, oldest: 1, gap: true))
        }
    }

    @Test(arguments: [
        ("after=-1", "after"), ("after=x", "after"), ("after=1&after=2", "after"),
        ("after=18446744073709551616", "after"), ("limit=0", "limit"), ("limit=1001", "limit"),
        ("limit=+1", "limit"), ("wait=6m", "wait"), ("wait=1", "wait"), ("keys=ping", "keys"),
        ("key=a&key=b", "key"),
    ])
    func `what cannot be meant is refused by name`(query: String, field: String) async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /messages?\(query)")
            #expect(answer.status == 400)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.code == "invalid-request")
            #expect(problem.field == field)
        }
    }

    @Test func `other methods are refused, and HEAD has no body`() async throws {
        try await ServedNode.run { served in
            for path in ["/messages", "/events"] {
                let answer = try served.ask("POST \(path)", body: [])
                #expect(answer.status == 405)
                #expect(answer.fields["allow"] == "GET, HEAD, OPTIONS")
                let head = try served.ask("HEAD \(path)")
                #expect(head.status == 200)
                #expect(head.body.isEmpty)
            }
        }
    }

    @Test func `a large payload ends its page, and the next goes on behind it`() async throws {
        try await ServedNode.run { served in
            let large = String(repeating: "x", count: 700_000)
            for _ in 0..<3 { served.feed.hear(large) }
            let first = try messages(served)
            #expect(first.messages.map(\.seq) == [1, 2])
            #expect(first.messages.map(\.bytes) == [700_000, 700_000])
            let rest = try messages(served, "?after=\(first.next - 1)")
            #expect(rest.messages.map(\.seq) == [3])
        }
    }

    @Test func `a broadcast that is heard again is shown once, and nothing else is`() async throws {
        try await ServedNode.run { served in
            for _ in 0..<3 {
                served.feed.hear("news", by: .packet, from: "10.0.0.2:7946", isGossip: true)
                served.feed.hear("news", by: .packet, from: "10.0.0.3:7946", isGossip: true)
                served.feed.hear("sent", by: .packet, from: "10.0.0.2:7946")
            }
            let body = try messages(served)
            #expect(body.messages.map(\.text) == ["news", "news", "sent", "sent", "sent"])
            let me: SelfBody = try served.ask("GET /self").decoded()
            #expect(me.counters["broadcast-repeats-dropped"] == 4)
        }
    }
}
