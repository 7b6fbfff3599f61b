// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `/self`, health, the description, and what the server says by itself.
@Suite struct NodeRouteTests {
    @Test func `a node says of itself what it knows, with the counters of HTTP`() async throws {
        try await ServedNode.run { served in
            _ = try served.ask("GET /nothing")
            let answer = try served.ask("GET /self")
            #expect(answer.status == 200)
            let body: SelfBody = try answer.decoded()
            #expect(body.name == "node1" && body.version == "9.8.7")
            #expect(body.address == "192.0.2.1:7946" && body.bind == "0.0.0.0:7946")
            #expect(body.http == served.address)
            #expect(body.uptimeSeconds == 12.345)
            #expect(body.incarnation == 3 && body.healthScore == 1)
            #expect(body.protocolVersions == VersionsBody(min: 1, max: 5, current: 2))
            #expect(body.ready && !body.joined && !body.leaving)
            #expect(body.counters["packets-received"] == .max)
            #expect(body.counters["http-responses-4xx"] == 1)
            #expect(body.counters["http-connections-accepted"] == 2)
            #expect(body.queues["broadcasts"] == 2 && body.queues["http-parked"] == 0)
            #expect(body.queues["http-connections"]! >= 1)
            #expect(answer.body.hasPrefix(#"{"name":"node1","version":"9.8.7","address":"#))
        }
    }

    @Test func `a node that has stopped cannot speak of itself`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.report = nil }
            let answer = try served.ask("GET /self")
            #expect(answer.status == 503)
            #expect(try answer.decoded(ProblemBody.self).code == "node-stopped")
        }
    }

    @Test func `health is whether the node's thread answers`() async throws {
        try await ServedNode.run { served in
            let well = try served.ask("GET /healthz")
            #expect(well.status == 200 && well.body == "{\"status\":\"ok\"}\n")
            served.node.script.withLock { $0.answersReports = false }
            let hung = try served.ask("GET /healthz")
            #expect(hung.status == 503)
            #expect(
                try hung.decoded(HealthBody.self)
                    == HealthBody(status: "unavailable", reason: "The node does not answer.")
            )
        }
    }

    @Test func `a node is ready when it has joined as it was asked to, and is not leaving`()
        async throws
    {
        try await ServedNode.run { served in
            let cases = [
                (Node.Readiness(wantsToJoin: false, hasJoined: false, isLeaving: false), 200),
                (Node.Readiness(wantsToJoin: true, hasJoined: false, isLeaving: false), 503),
                (Node.Readiness(wantsToJoin: true, hasJoined: true, isLeaving: false), 200),
                (Node.Readiness(wantsToJoin: false, hasJoined: true, isLeaving: true), 503),
            ]
            for (readiness, status) in cases {
                served.node.script.withLock { $0.readiness = readiness }
                let answer = try served.ask("GET /readyz")
                #expect(answer.status == status, "\(readiness)")
                let body: HealthBody = try answer.decoded()
                #expect((body.reason == nil) == (status == 200))
            }
        }
    }

    @Test func `a path that leads nowhere is 404 as a problem`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /nothing")
            #expect(answer.status == 404)
            #expect(answer.fields["content-type"] == "application/problem+json")
            #expect(try answer.decoded(ProblemBody.self).code == "not-found")
        }
    }

    @Test(arguments: [
        ("DELETE /members", "GET, HEAD"), ("POST /members/node1", "GET, HEAD"),
        ("GET /send", "POST"), ("PUT /self", "GET, HEAD"), ("POST /healthz", "GET, HEAD"),
    ])
    func `a wrong method is 405 with those that are right`(
        request: String,
        allowed: String
    ) async throws {
        try await ServedNode.run { served in
            let answer = try served.ask(request, body: [])
            #expect(answer.status == 405)
            let allow = Set(answer.fields["allow"]!.split(separator: ", ").map(String.init))
            #expect(
                allow.subtracting(["OPTIONS"])
                    == Set(allowed.split(separator: ", ").map(String.init))
            )
            #expect(try answer.decoded(ProblemBody.self).code == "method-not-allowed")
        }
    }

    @Test func `bytes that are no request are a problem, not a riddle`() async throws {
        try await ServedNode.run { served in
            let connection = try RawConnection(served.address)
            try connection.send(Array("HELLO\r\n\r\n".utf8))
            let answer = try connection.answer()
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).code == "bad-request")
        }
    }

    @Test func `the id of a request comes back, in answers and in problems`() async throws {
        try await ServedNode.run { served in
            for path in ["/members", "/self", "/nothing", "/members?x=y"] {
                let answer = try served.ask("GET \(path)", fields: ["X-Request-Id: abc-1"])
                #expect(answer.fields["x-request-id"] == "abc-1", "\(path)")
                let made = try served.ask("GET \(path)").fields["x-request-id"]
                #expect(made?.isEmpty == false, "\(path)")
            }
        }
    }
}
