// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `/join` and `/leave` over a real socket.
@Suite struct JoinLeaveRouteTests {
    private struct Joined: Decodable {
        let joined: Int
        let failed: Int
        let results: [JoinResultBody]
    }

    private func join(_ served: ServedNode, _ body: String) throws -> RawConnection.Answer {
        try served.post(body, to: "/join")
    }

    @Test func `each address has its own result, and one that fails hides no other`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { script in
                script.joinAnswer = { _ in
                    [
                        JoinOutcome(address: "a:1", contacted: 1, failures: []),
                        JoinOutcome(address: "b", contacted: 0, failures: ["no such host"]),
                        JoinOutcome(address: "c", contacted: 2, failures: ["refused"]),
                        JoinOutcome(address: "[::1]:4", contacted: 0, failures: []),
                    ]
                }
            }
            let answer = try join(
                served,
                #"{"addresses":["a:1","b","c","[::1]:4"],"timeout":"3s"}"#
            )
            #expect(answer.status == 200)
            let body: Joined = try answer.decoded()
            #expect(body.joined == 2 && body.failed == 2)
            let late = "it has not answered within 3s"
            #expect(
                body.results == [
                    JoinResultBody(address: "a:1", status: "joined"),
                    JoinResultBody(address: "b", status: "failed", error: "no such host"),
                    JoinResultBody(address: "c", status: "joined", error: "refused"),
                    JoinResultBody(address: "[::1]:4", status: "failed", error: late),
                ]
            )
            #expect(served.node.script.withLock { $0.joins } == [["a:1", "b", "c", "[::1]:4"]])
        }
    }

    @Test func `nobody reached is 502 with the reasons`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { script in
                script.joinAnswer = { addresses in
                    addresses.map { JoinOutcome(address: $0, contacted: 0, failures: ["no"]) }
                }
            }
            let answer = try join(served, #"{"addresses":"a:1"}"#)
            #expect(answer.status == 502)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.code == "join-failed" && problem.retryable)
            #expect(problem.detail == "a:1 could not be joined: no.")
            let refused = JoinResultBody(address: "a:1", status: "failed", error: "no")
            #expect(problem.addresses == [refused])
            let two = try join(served, #"{"addresses":["a:1","b:1"]}"#)
            #expect(try two.decoded(ProblemBody.self).detail.contains("None of 2 addresses"))
        }
    }

    @Test(arguments: [
        ("", "empty"), ("{}", "addresses is missing"), (#"{"addresses":[]}"#, "at least one"),
        (#"{"addresses":[""]}"#, "empty name"), (#"{"addresses":["a:x"]}"#, "port in"),
        (#"{"addresses":["/a"]}"#, "empty node name"), (#"{"addresses":["a/b/c"]}"#, "one slash"),
        (#"{"addresses":[1]}"#, "must be an address"), (#"{"addresses":{}}"#, "must be an address"),
        (#"{"addresses":["a"],"timeout":"0s"}"#, "timeout must be"),
        (#"{"addresses":["a"],"x":1}"#, "no member"),
        (#"{"addresses":["# + String(repeating: #""a","#, count: 100) + #""a"]}"#, "limit is 100"),
    ])
    func `a join that cannot be meant dials nobody`(body: String, detail: String) async throws {
        try await ServedNode.run { served in
            let answer = try join(served, body)
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).detail.contains(detail), "\(answer.body)")
            #expect(served.node.script.withLock { $0.joins } == [])
        }
    }

    @Test func `a node that leaves or has stopped joins nobody`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.joinAnswer = { _ in nil } }
            #expect(try join(served, #"{"addresses":"a"}"#).status == 503)
            served.node.script.withLock {
                $0.readiness = Node.Readiness(
                    wantsToJoin: false,
                    hasJoined: true,
                    isLeaving: true
                )
            }
            let answer = try join(served, #"{"addresses":"a"}"#)
            #expect(answer.status == 409)
            #expect(try answer.decoded(ProblemBody.self).code == "leaving")
            let bytes = ["Content-Type: application/octet-stream"]
            #expect(try served.ask("POST /join", fields: bytes, body: [1]).status == 415)
            #expect(try served.ask("POST /join?x=1", body: [1]).status == 400)
        }
    }

    @Test func `a leave is answered, and then the program is told`() async throws {
        var hooks = GatewayHooks()
        let count = Counted()
        hooks.whenLeft = { count.add() }
        try await ServedNode.run(hooks: hooks) { served in
            let answer = try served.ask("POST /leave")
            #expect(answer.status == 200)
            #expect(answer.body == "{\"left\":true,\"told\":true}\n")
            #expect(count.value == 1)
            // Asked again it says the same.
            let again = try served.post("{}", to: "/leave?timeout=1s")
            #expect(again.status == 200 && again.body == answer.body)
        }
    }

    @Test func `a goodbye that not all have heard is said to be one`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.leaveAnswer = .failure(.timedOut) }
            let late = try served.ask("POST /leave")
            #expect(late.status == 200 && late.body == "{\"left\":true,\"told\":false}\n")
            served.node.script.withLock { $0.leaveAnswer = .failure(.stopped) }
            #expect(try served.ask("POST /leave").status == 503)
        }
    }

    @Test(arguments: [
        ("POST /leave?timeout=0s", ""), ("POST /leave?now=1", ""), ("POST /leave", "{\"a\":1}"),
        ("POST /leave", "x"),
    ])
    func `a leave that cannot be meant leaves nothing`(line: String, body: String) async throws {
        let count = Counted()
        var hooks = GatewayHooks()
        hooks.whenLeft = { count.add() }
        try await ServedNode.run(hooks: hooks) { served in
            let answer = try served.ask(line, body: Array(body.utf8))
            #expect(answer.status == 400 && count.value == 0, "\(answer.body)")
        }
    }
}
