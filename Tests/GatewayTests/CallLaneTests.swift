// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Memberlist
import Testing

@testable import Gateway

/// Calls over HTTP, from one real node to another over a lane between them.
@Suite(.timeLimit(.minutes(5))) struct CallLaneTests {
    private struct Taken: Decodable {
        var id: String
        var method: String
        var from: String
        var text: String?
    }

    @Test(arguments: [[], [[UInt8](repeating: 7, count: 32)]])
    func `an application beside one node answers a client of another`(keys: [[UInt8]])
        async throws
    {
        let two = try await Station.start("node2", keys: keys)
        let one = try await Station.start("node1", keys: keys, join: [two.node.boundAddress])
        one.sees("node2")
        // Whoever has asked once is known to serve.
        #expect(try two.served.ask("GET /rpc/next?methods=upper").status == 204)
        let caller = try one.served.open("POST /rpc/node2/upper", body: Array("quiet".utf8))
        let taken: Taken = try two.served.ask("GET /rpc/next?methods=upper&wait=60s").decoded()
        #expect((taken.method, taken.from, taken.text) == ("upper", "node1", "quiet"))
        let reply = try two.served.ask("POST /rpc/\(taken.id)/reply", body: Array("QUIET".utf8))
        #expect(reply.status == 204)
        let answer = try caller.answer()
        #expect((answer.status, answer.body) == (200, "QUIET"))
        await one.stop()
        await two.stop()
    }

    @Test func `what the node answers itself needs no application`() async throws {
        let two = try await Station.start("node2")
        let one = try await Station.start("node1", join: [two.node.boundAddress])
        one.sees("node2")
        for member in ["node1", "node2"] {
            #expect(try one.served.ask("POST /rpc/\(member)/ping", body: []).status == 200)
            let echo = try one.served.ask("POST /rpc/\(member)/echo", body: Array("x".utf8))
            #expect((echo.status, echo.body) == (200, "x"))
            let none = try one.served.ask("POST /rpc/\(member)/none", body: [])
            #expect(none.status == 404)
            #expect(try none.decoded(ProblemBody.self).code == "unknown-method")
        }
        let nobody = try one.served.ask("POST /rpc/nobody/ping", body: [])
        #expect(nobody.status == 404)
        #expect(try nobody.decoded(ProblemBody.self).code == "unknown-member")
        await one.stop()
        await two.stop()
    }

    @Test(arguments: ["node1", "node2"])
    func `a member tells another of itself`(member: String) async throws {
        let two = try await Station.start("node2")
        let one = try await Station.start("node1", join: [two.node.boundAddress])
        one.sees("node2")
        let told = member == "node1" ? one : two
        let answer = try one.served.ask("POST /rpc/\(member)/self", body: [1])
        #expect(answer.status == 200)
        let body: SelfBody = try answer.decoded()
        let own: SelfBody = try told.served.ask("GET /self").decoded()
        #expect((body.name, body.version, body.http) == (member, "9.8.7", told.gateway.address))
        #expect(body.address == own.address && body.incarnation == own.incarnation)
        #expect(body.queues.keys.sorted() == own.queues.keys.sorted())
        #expect(Set(body.counters.keys).isSubset(of: own.counters.keys))
        #expect(body.counters["calls-taken"] == 1)
        // What the asker may do at his own node is no business of this one.
        #expect(body.permissions == nil && own.permissions != nil)
        await one.stop()
        await two.stop()
    }

    @Test(arguments: ["node1", "node2"])
    func `a client that leaves gives its call up`(member: String) async throws {
        let two = try await Station.start("node2")
        let one = try await Station.start("node1", join: [two.node.boundAddress])
        one.sees("node2")
        let called = member == "node1" ? one : two
        #expect(try called.served.ask("GET /rpc/next?methods=slow").status == 204)
        let taken: Taken
        do {
            let caller = try one.served.open("POST /rpc/\(member)/slow?timeout=60s", body: [])
            taken = try called.served.ask("GET /rpc/next?methods=slow&wait=60s").decoded()
            withExtendedLifetime(caller) {}
        }
        var leased: UInt64? = 1
        for _ in 0..<10_000 where leased != 0 {
            await Task.yield()
            leased = try called.served.ask("GET /self").decoded(SelfBody.self).queues["rpc-leased"]
        }
        #expect(leased == 0)
        let reply = try called.served.ask("POST /rpc/\(taken.id)/reply", body: [])
        #expect(reply.status == 409)
        #expect(try reply.decoded(ProblemBody.self).code == "call-over")
        await one.stop()
        await two.stop()
    }

    @Test(arguments: ["node1", "node2"])
    func `a call that nobody takes ends with its deadline`(member: String) async throws {
        let two = try await Station.start("node2")
        let one = try await Station.start("node1", join: [two.node.boundAddress])
        one.sees("node2")
        for station in [one, two] {
            #expect(try station.served.ask("GET /rpc/next?methods=slow").status == 204)
        }
        let answer = try one.served.ask("POST /rpc/\(member)/slow?timeout=300ms", body: [])
        #expect(answer.status == 504)
        #expect(try answer.decoded(ProblemBody.self).code == "deadline")
        await one.stop()
        await two.stop()
    }
}
