// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Testing

@testable import Gateway
@testable import Memberlist

/// What `GET /members` shows, over a real socket.
@Suite struct MembersRouteTests {
    private static let cluster = [
        Member("db-1", .suspect, meta: #"{"zone":"1b","weight":2.50,"spare":true}"#),
        Member("node1", meta: #"{ "zone" : "1a" }"#),
        Member("node2", .left, meta: #"{"pingd":{"v":1,"http":"10.0.0.2:8946"}}"#),
        Member("web-1", .dead, meta: "not json"),
        Member("web-2"),
    ]

    private func snapshot(_ version: UInt64 = 17) -> MemberSnapshot {
        MemberSnapshot(version: version, localName: "node1", members: Self.cluster)
    }

    private func run(_ body: (ServedNode) async throws -> Void) async throws {
        try await ServedNode.run { served in
            served.node.publish(snapshot())
            try await body(served)
        }
    }

    private func names(_ query: String, _ served: ServedNode) throws -> [String] {
        let answer = try served.ask("GET /members\(query)")
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.decoded(MembersBody.self).members.map(\.name)
    }

    @Test func `the list is byte for byte what is documented`() async throws {
        try await ServedNode.run { served in
            served.node.publish(
                MemberSnapshot(
                    version: 17,
                    localName: "node1",
                    members: [Member("node1", meta: #"{ "zone" : "1a" }"#)]
                )
            )
            let answer = try served.ask("GET /members")
            #expect(
                answer.body
                    == #"{"self":"node1","version":17,"#
                    + #""counts":{"alive":1,"suspect":0,"dead":0,"left":0},"#
                    + #""members":[{"name":"node1","address":"127.0.0.1:7947","state":"alive","#
                    + #""self":true,"incarnation":1,"meta":{"zone":"1a"},"#
                    + #""metaBase64":"eyAiem9uZSIgOiAiMWEiIH0=","http":""# + served.address
                    + #"","protocol":{"min":1,"max":5,"current":2},"#
                    + #""delegate":{"min":0,"max":0,"current":0},"#
                    + #""since":"2026-11-22T10:00:00.000Z"}]}"# + "\n"
            )
            #expect(answer.fields["content-type"] == "application/json")
            #expect(answer.fields["etag"] == "\"17\"")
        }
    }

    @Test func `all members are shown whatever their state, and counted`() async throws {
        try await run { served in
            let body: MembersBody = try served.ask("GET /members").decoded()
            #expect(body.members.map(\.name) == ["db-1", "node1", "node2", "web-1", "web-2"])
            #expect(body.counts == .init(alive: 2, suspect: 1, dead: 1, left: 1))
            #expect(body.members.map(\.isSelf) == [false, true, false, false, false])
            #expect(body.members[2].http == "10.0.0.2:8946")
            #expect(body.members[3].meta == nil)
            #expect(body.members[3].metaBase64 == "bm90IGpzb24=")
            #expect(body.members[4].metaBase64 == "" && body.members[4].http == nil)
        }
    }

    @Test(arguments: [
        ("?state=alive", ["node1", "web-2"]),
        ("?state=alive,suspect", ["db-1", "node1", "web-2"]),
        ("?state=dead&state=left", ["node2", "web-1"]),
        ("?name=web-*", ["web-1", "web-2"]),
        ("?name=web-1&name=db-?", ["db-1", "web-1"]),
        ("?name=node", []),
        ("?name=*1", ["db-1", "node1", "web-1"]),
        ("?meta.zone=1a", ["node1"]),
        ("?meta.weight=2.50", ["db-1"]),
        ("?meta.spare=true&meta.zone=1b", ["db-1"]),
        ("?meta.zone=1a&state=dead", []),
        // A combining mark, which joins the full stop before it to one character.
        ("?meta.%CC%81=1a", []),
    ])
    func `filters let through what they say`(query: String, expected: [String]) async throws {
        try await run { served in
            #expect(try names(query, served) == expected)
            let body: MembersBody = try served.ask("GET /members\(query)").decoded()
            #expect(body.counts.alive == 2, "the counts are those of the whole cluster")
        }
    }

    @Test(arguments: [
        ("?state=up", "state"), ("?state=", "state"), ("?stat=alive", "stat"),
        ("?meta.=1", "meta."), ("?after=-1", "after"), ("?after=x", "after"),
        ("?after=%2B5", "after"), ("?after=1&after=2", "after"), ("?wait=1s", "wait"),
        ("?after=1&wait=5", "wait"), ("?after=1&wait=301s", "wait"),
        ("?name=" + String(repeating: "a", count: 257), "name"),
    ])
    func `a parameter that cannot be meant is refused by name`(
        query: String,
        field: String
    ) async throws {
        try await run { served in
            let answer = try served.ask("GET /members\(query)")
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).field == field)
        }
    }

    @Test(arguments: ["\"17\"", "W/\"17\"", "\"1\", \"17\"", "*"])
    func `a client that has this version is told so, without a body`(tag: String) async throws {
        try await run { served in
            for path in ["/members", "/members?state=alive", "/members/node2"] {
                let answer = try served.ask("GET \(path)", fields: ["If-None-Match: \(tag)"])
                #expect(answer.status == 304, "\(path)")
                #expect(answer.body == "" && answer.fields["etag"] == "\"17\"")
            }
        }
    }

    @Test(arguments: ["\"16\"", "17", "\"117\"", "\"\""])
    func `a client that has another version gets the list`(tag: String) async throws {
        try await run { served in
            let answer = try served.ask("GET /members", fields: ["If-None-Match: \(tag)"])
            #expect(answer.status == 200)
        }
    }

    @Test func `one member is shown by its name`() async throws {
        try await run { served in
            let body: MemberBody = try served.ask("GET /members/db-1").decoded()
            #expect(body.name == "db-1" && body.state == "suspect" && !body.isSelf)
            #expect(body.meta?["weight"] == .double(2.5))
            let unknown = try served.ask("GET /members/nobody")
            #expect(unknown.status == 404)
            let problem: ProblemBody = try unknown.decoded()
            #expect(problem.code == "unknown-member" && problem.members == ["nobody"])
        }
    }

    @Test func `a name with a slash and a space is found when it is encoded`() async throws {
        try await ServedNode.run { served in
            served.node.publish(
                MemberSnapshot(version: 1, localName: "x", members: [Member("a/b é\u{1}\"")])
            )
            let answer = try served.ask("GET /members/a%2Fb%20%C3%A9%01%22")
            if answer.status == 200 {
                #expect(try answer.decoded(MemberBody.self).name == "a/b é\u{1}\"")
            } else {
                // Control characters in a path are refused before any route sees them.
                #expect(answer.status == 400)
            }
            #expect(try served.ask("GET /members").decoded(MembersBody.self).members.count == 1)
        }
    }

    @Test func `a change makes a new list`() async throws {
        try await run { served in
            #expect(try served.ask("GET /members").fields["etag"] == "\"17\"")
            served.node.publish(
                MemberSnapshot(version: 18, localName: "node1", members: [Member("node1")])
            )
            let answer = try served.ask("GET /members")
            #expect(answer.fields["etag"] == "\"18\"")
            #expect(try answer.decoded(MembersBody.self).members.count == 1)
        }
    }

    @Test func `a client that waits is answered as soon as the version grows`() async throws {
        try await run { served in
            let waiting = try served.open("GET /members?after=17&wait=60s&state=alive")
            try awaitParked(1, served)
            served.node.publish(
                MemberSnapshot(version: 20, localName: "node1", members: [Member("node1")])
            )
            let answer = try waiting.answer()
            #expect(answer.fields["etag"] == "\"20\"")
            #expect(try answer.decoded(MembersBody.self).members.map(\.name) == ["node1"])
        }
    }

    @Test func `a client that waits in vain gets the present list`() async throws {
        try await run { served in
            let answer = try served.ask("GET /members?after=17&wait=10ms")
            #expect(answer.status == 200 && answer.fields["etag"] == "\"17\"")
        }
    }

    @Test(arguments: ["?after=16&wait=60s", "?after=17", "?after=17&wait=0s"])
    func `a client that need not wait does not`(query: String) async throws {
        try await run { served in
            let answer = try served.ask("GET /members\(query)")
            #expect(answer.fields["etag"] == "\"17\"")
        }
    }

    @Test func `HEAD has the fields of GET and no body`() async throws {
        try await run { served in
            let get = try served.ask("GET /members")
            let head = try served.ask("HEAD /members")
            #expect(head.status == 200 && head.body == "")
            #expect(head.fields["content-length"] == "\(get.body.utf8.count)")
            #expect(head.fields["etag"] == get.fields["etag"])
        }
    }

    @Test func `a gateway on every interface gives the address that others reach`() async throws {
        try await ServedNode.run { settings in
            settings.listen = .tcp(host: "0.0.0.0", port: 0)
            settings.insecure = true
        } _: { served in
            served.node.publish(snapshot())
            let body: MembersBody = try served.ask("GET /members").decoded()
            let port = served.address.split(separator: ":").last!
            #expect(body.members[1].http == "127.0.0.1:\(port)")
        }
    }

    /// Waits until so many requests are parked, asking the server itself.
    private func awaitParked(_ count: UInt64, _ served: ServedNode) throws {
        let deadline = Date(timeIntervalSinceNow: 30)
        while Date() < deadline {
            let body: SelfBody = try served.ask("GET /self").decoded()
            if body.queues["http-parked"] == count { return }
        }
        Issue.record("the request was never parked")
    }
}
