// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Messaging
import Testing

@testable import Gateway
@testable import Memberlist

/// `GET /events` over a real socket.
@Suite(.timeLimit(.minutes(2))) struct EventsRouteTests {
    private func decoded<Body: Decodable>(_ event: EventReader.Event) throws -> Body {
        try JSONDecoder().decode(Body.self, from: Data(event.data.utf8))
    }

    @Test func `every kind of event is told under its name`() async throws {
        try await ServedNode.run { served in
            let reader = try EventReader(served.address)
            #expect(reader.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(reader.head.contains("Content-Type: text/event-stream"))
            #expect(reader.head.contains("Cache-Control: no-store"))
            #expect(try reader.nextBlock() == .init(type: nil, id: 0))
            let member = Member("node2", meta: #"{"zone":"1a"}"#)
            let changes: [MemberEvent] = [
                .joined(member), .updated(member), .suspected(member), .recovered(member),
                .died(member), .conflict(existing: member, claimant: member), .left(member),
            ]
            for change in changes { served.feed.hear(.changed(change, isSelf: false)) }
            served.feed.hear(#"{"key":"ping","value":1}"#, sender: "node2")
            served.feed.hear(#"{"key":"pong","value":2}"#)
            served.feed.hear(#"{"key":"other","value":3}"#)
            let events = try reader.next(9)
            #expect(
                events.map(\.type) == [
                    "member-join", "member-update", "member-suspect", "member-alive",
                    "member-dead", "member-leave", "ping", "pong", "message",
                ]
            )
            #expect(events.map(\.id) == (1...9).map { UInt64($0) })
            let joined: MemberEventBody = try decoded(events[0])
            #expect(joined.member.name == "node2")
            #expect(joined.member.meta?["zone"] == .string("1a"))
            let ping: MessageBody = try decoded(events[6])
            #expect((ping.seq, ping.from, ping.key, ping.value) == (1, "node2", "ping", 1))
            #expect(ping.text == #"{"key":"ping","value":1}"#)
        }
    }

    @Test func `a reader resumes by field or parameter, and the field counts more`() async throws {
        try await ServedNode.run { served in
            for number in 1...5 { served.feed.hear("\(number)") }
            let byField = try EventReader(served.address, fields: ["Last-Event-ID: 3"])
            #expect(try byField.next(2).map(\.id) == [4, 5])
            let byParameter = try EventReader(served.address, "/events?after=4")
            #expect(try byParameter.next(1).map(\.id) == [5])
            let both = try EventReader(
                served.address,
                "/events?after=0",
                fields: ["Last-Event-ID: 4"]
            )
            #expect(try both.next(1).map(\.id) == [5])
            let everything = try EventReader(
                served.address,
                "/events?after=0",
                fields: ["Last-Event-ID: "]
            )
            #expect(try everything.next(5).map(\.id) == [1, 2, 3, 4, 5])
            #expect(try EventReader(served.address).nextBlock()?.id == 5)
        }
    }

    @Test func `only the types that are wanted are told`() async throws {
        try await ServedNode.run { served in
            let reader = try EventReader(served.address, "/events?types=pong,member-join")
            served.feed.hear(#"{"key":"ping","value":1}"#)
            served.feed.hear("text")
            served.feed.hear(#"{"key":"pong","value":2}"#)
            served.feed.hear(.changed(.joined(Member("node2")), isSelf: false))
            #expect(try reader.next(2).map(\.type) == ["pong", "member-join"])
        }
    }

    @Test func `a gap names what cannot be had, and the rest follows`() async throws {
        var limits = FeedLimits()
        limits.events.events = 3
        try await ServedNode.run(limits: limits) { served in
            for number in 1...8 { served.feed.hear("\(number)") }
            let reader = try EventReader(served.address, "/events?types=message&after=2")
            let events = try reader.next(4)
            #expect(events.map(\.type) == ["gap", "message", "message", "message"])
            #expect(events.map(\.id) == [5, 6, 7, 8])
            let gap: GapBody = try decoded(events[0])
            #expect(gap == GapBody(reason: "forgotten", first: 3, last: 5))
        }
    }

    @Test func `a number that was never given gets a gap and what happens from now on`()
        async throws
    {
        try await ServedNode.run { served in
            served.feed.hear("1")
            let reader = try EventReader(served.address, fields: ["Last-Event-ID: 77"])
            let gap = try reader.next(1)[0]
            #expect(gap.id == 1)
            let data: GapBody = try decoded(gap)
            #expect(data == GapBody(reason: "unknown-number"))
            served.feed.hear("2")
            #expect(try reader.next(1).map(\.id) == [2])
        }
    }

    @Test func `a message too large for an event is named, and is in the inbox`() async throws {
        try await ServedNode.run { served in
            let reader = try EventReader(served.address)
            served.feed.hear(String(repeating: "x", count: 16 * 1024 + 1))
            let body: MessageBody = try decoded(try reader.next(1)[0])
            #expect(body.bytes == 16 * 1024 + 1)
            #expect(body.text == nil && body.base64 == nil)
            let page: MessagesBody = try served.ask("GET /messages?after=\(body.seq - 1)").decoded()
            #expect(page.messages[0].text?.utf8.count == 16 * 1024 + 1)
        }
    }

    @Test func `a reader that does not read is ended with a gap, and holds nobody up`() async throws
    {
        var limits = FeedLimits()
        limits.events.events = 100
        try await ServedNode.run(limits: limits) { settings in
            // It is to be the events that are too many, however slowly they come.
            settings.limits.writeTimeout = .seconds(3_600)
        } _: { served in
            let slow = try EventReader(served.address)
            let other = try EventReader(served.address)
            let text = String(repeating: "x", count: 10_000)
            // More than both systems' buffers hold.
            for _ in 0..<40 {
                for _ in 0..<50 { served.feed.hear(text) }
                #expect(try other.next(50).count == 50)
            }
            var ids: [UInt64] = []
            var last: EventReader.Event?
            while let block = try slow.nextBlock() {
                if block.type == "message", let id = block.id { ids.append(id) }
                if block.type != nil { last = block }
            }
            #expect(ids == Array(1...UInt64(ids.count)))
            #expect(last?.type == "gap")
            let gap: GapBody = try decoded(try #require(last))
            #expect(gap.reason == "too-slow")
            #expect(gap.first == UInt64(ids.count) + 1)
            #expect(gap.last == last?.id)
        }
    }

    @Test(arguments: [
        ("?after=x", "", "after"), ("?after=1&after=2", "", "after"), ("?types=", "", "types"),
        ("?types=ping,pang", "", "types"), ("?since=1", "", "since"),
        ("", "Last-Event-ID: -1", "Last-Event-ID"), ("", "Last-Event-ID: 1 2", "Last-Event-ID"),
    ])
    func `what cannot be meant is refused by name`(
        query: String,
        line: String,
        field: String
    ) async throws {
        try await ServedNode.run { served in
            let fields = line.isEmpty ? [] : [line]
            let answer = try served.ask("GET /events\(query)", fields: fields)
            #expect(answer.status == 400)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.field == field)
        }
    }

    @Test func `events need the token too`() async throws {
        try await ServedNode.run {
            $0.tokens = [BearerToken(Array("secret".utf8))]
        } _: { served in
            for path in ["/events", "/messages"] {
                let answer = try served.ask("GET \(path)")
                #expect(answer.status == 401)
            }
            let answer = try served.ask("POST /broadcast", body: [])
            #expect(answer.status == 401)
        }
    }
}
