// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `GET /probes`, and what `/self` says of who asks.
@Suite struct ProbesRouteTests {
    private static let page = LatestProbes.Page(
        probes: [
            ProbeResult(
                number: 7,
                name: "node2",
                roundTrip: .microseconds(412),
                endedAtUnixMilliseconds: 1_795_341_600_000
            ),
            ProbeResult(
                number: 8,
                name: "a\"b",
                roundTrip: nil,
                endedAtUnixMilliseconds: 1_795_341_601_000
            ),
        ],
        last: 8
    )

    @Test func `a probe without an answer has no round-trip time`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.probes = Self.page }
            let answer = try served.ask("GET /probes")
            #expect(answer.status == 200)
            #expect(answer.fields["cache-control"] == "no-store")
            #expect(
                answer.body
                    == #"{"probes":[{"number":7,"name":"node2","at":"2026-11-22T10:00:00.000Z","#
                    + #""rttMs":0.412},{"number":8,"name":"a\"b","#
                    + #""at":"2026-11-22T10:00:01.000Z"}],"last":8}"# + "\n"
            )
            let body: ProbesBody = try answer.decoded()
            #expect(body.probes.map(\.rttMs) == [0.412, nil])
        }
    }

    @Test func `only what is newer is asked for`() async throws {
        try await ServedNode.run { served in
            for path in ["/probes?after=7", "/probes"] {
                let answer = try served.ask("GET \(path)")
                #expect(answer.status == 200)
            }
            #expect(served.node.script.withLock { $0.probesAskedAfter } == [7, nil])
        }
    }

    @Test(arguments: ["after=", "after=-1", "after=x", "after=1&after=2", "before=3"])
    func `what cannot be meant is refused`(query: String) async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /probes?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).code == "invalid-request")
            #expect(served.node.script.withLock { $0.probesAskedAfter } == [])
        }
    }

    @Test func `a node says what whoever asks may do`() async throws {
        try await ServedNode.run {
            $0.tokens = [
                BearerToken(Array("all".utf8)), BearerToken(Array("look".utf8), for: [.read]),
            ]
            $0.allowed = [.read, .send]
        } _: { served in
            for (token, permissions) in [("all", ["read", "send"]), ("look", ["read"])] {
                let answer = try served.ask("GET /self", fields: ["Authorization: Bearer \(token)"])
                #expect(try answer.decoded(SelfBody.self).permissions == permissions)
            }
        }
        try await ServedNode.run { served in
            let body: SelfBody = try served.ask("GET /self").decoded()
            #expect(body.permissions == ["read", "send", "operate"])
        }
    }
}
