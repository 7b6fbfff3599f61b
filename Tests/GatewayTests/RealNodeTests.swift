// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Logging
import Testing

@testable import Gateway
@testable import Memberlist

/// Two real nodes on loopback, the first of them offered over HTTP.
@Suite(.timeLimit(.minutes(2))) struct RealNodeTests {
    private struct Pair {
        let first: Node
        let second: Node
        /// The gateway of the first.
        let served: ServedNode

        /// The list, as soon as it shows the second node so; the API itself is what waits.
        func list(until state: String) throws -> MembersBody {
            var version: UInt64 = 0
            for _ in 0..<100 {
                let answer = try served.ask("GET /members?after=\(version)&wait=60s")
                let body: MembersBody = try answer.decoded()
                if body.members.contains(where: { $0.name == "node2" && $0.state == state }) {
                    return body
                }
                version = body.version
            }
            throw RawConnection.Failure(what: "node2 was never \(state)")
        }
    }

    private static func quiet() -> Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    private static func node(
        _ name: String,
        meta: String = "",
        feed: Feed? = nil
    ) async throws -> Node {
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = 0
        settings.profile = .local
        settings.profile.tcpTimeout = .seconds(30)
        settings.metadata = Array(meta.utf8)
        if let feed { settings.news = { feed.hear($0) } }
        return try await Node.start(settings, logger: quiet())
    }

    private func withPair(_ body: (Pair) async throws -> Void) async throws {
        let feed = Feed()
        let first = try await Self.node("node1", meta: #"{"zone":"1a"}"#, feed: feed)
        let second = try await Self.node(
            "node2",
            meta: #"{"pingd":{"v":1,"http":"10.0.0.2:8946"}}"#
        )
        var settings = GatewaySettings(version: "1")
        settings.listen = .tcp(host: "127.0.0.1", port: 0)
        let gateway = try Gateway.start(
            settings,
            node: first,
            feed: feed,
            logger: Self.quiet()
        )
        let pair = Pair(
            first: first,
            second: second,
            served: ServedNode(node: ScriptedNode(), address: gateway.address, gateway: gateway)
        )
        var failure: (any Error)?
        do {
            _ = await second.join([first.boundAddress])
            _ = try pair.list(until: "alive")
            try await body(pair)
        } catch {
            failure = error
        }
        await gateway.shutdown(grace: .zero)
        await first.shutdown()
        await second.shutdown()
        if let failure { throw failure }
    }

    @Test func `the list shows both nodes as they are`() async throws {
        try await withPair { pair in
            let body = try pair.list(until: "alive")
            #expect(body.localName == "node1")
            #expect(body.counts == .init(alive: 2))
            #expect(body.members.map(\.name) == ["node1", "node2"])
            #expect(body.members.map(\.http) == [pair.served.address, "10.0.0.2:8946"])
            #expect(body.members.map(\.address) == [pair.first, pair.second].map(\.boundAddress))
            #expect(body.members[0].meta?["zone"] == .string("1a"))
            let me: SelfBody = try pair.served.ask("GET /self").decoded()
            #expect(me.name == "node1" && me.joined && me.ready)
            #expect(try pair.served.ask("GET /healthz").status == 200)
            #expect(try pair.served.ask("GET /readyz").status == 200)
        }
    }

    @Test func `a message arrives byte for byte, by stream and by packet`() async throws {
        try await withPair { pair in
            var messages = pair.second.messages.makeAsyncIterator()
            for (body, via) in [
                (#"{"key":"ping","value":18446744073709551615}"#, "stream"),
                (#"{"key":"ping","value":18446744073709551615,"reliable":false}"#, "packet"),
                (#"{"key":"ping","value":18446744073709551615,"to":"node2"}"#, "stream"),
            ] {
                let result: SendResultBody = try pair.served.post(body).decoded()
                #expect(result.sent == 1 && result.failed == 0)
                #expect(result.results.map(\.to) == ["node2"])
                #expect(result.results.map(\.via) == [via])
                #expect(result.results.map(\.bytes) == [43])
                let received = try #require(try await messages.next())
                #expect(
                    String(decoding: received.payload, as: UTF8.self)
                        == #"{"key":"ping","value":18446744073709551615}"#
                )
            }
        }
    }

    @Test func `tags reach the other node, and stay beside those set before`() async throws {
        try await withPair { pair in
            for (line, body) in [
                ("PATCH /meta", #"{"role":"web"}"#), ("PATCH /meta", #"{"zone":null}"#),
            ] {
                let answer = try pair.served.ask(line, body: Array(body.utf8))
                #expect(answer.status == 200 && answer.body.contains(#""told":true"#))
            }
            let seen = pair.second.snapshot.member(named: "node1")?.metadata
            #expect(seen.map { String(decoding: $0, as: UTF8.self) } == #"{"role":"web"}"#)
            let body = try pair.list(until: "alive")
            #expect(body.members[0].meta?["role"] == .string("web"))
        }
    }

    @Test func `each address that is joined is told apart, the node's own among them`() async throws
    {
        struct Joined: Decodable {
            let joined: Int
            let failed: Int
            let results: [JoinResultBody]
        }
        try await withPair { pair in
            let addresses = [
                pair.second.boundAddress, pair.first.boundAddress, "127.0.0.1:9",
                "no-such-host.invalid:7946",
            ]
            let list = addresses.map { "\"\($0)\"" }.joined(separator: ",")
            let body = #"{"addresses":[\#(list)],"timeout":"30s"}"#
            let answer = try pair.served.post(body, to: "/join")
            #expect(answer.status == 200, "\(answer.body)")
            let joined: Joined = try answer.decoded()
            #expect(joined.results.map(\.address) == addresses)
            #expect(joined.results[0] == JoinResultBody(address: addresses[0], status: "joined"))
            #expect(joined.results[2].status == "failed")
            #expect(joined.results[2].error?.contains("refused") == true, "\(answer.body)")
            #expect(joined.results[3].status == "failed")
            #expect(joined.joined + joined.failed == 4)
            let alone = try pair.served.post(#"{"addresses":"127.0.0.1:9"}"#, to: "/join")
            #expect(alone.status == 502)
            #expect(try alone.decoded(ProblemBody.self).code == "join-failed")
        }
    }

    @Test func `a node that names itself hears itself`() async throws {
        try await withPair { pair in
            var messages = pair.first.messages.makeAsyncIterator()
            let answer = try pair.served.post(#"{"text":"to me","to":["node1","node1"]}"#)
            let result: SendResultBody = try answer.decoded()
            #expect(result.results.map(\.to) == ["node1"])
            #expect(result.results.map(\.via) == ["local"])
            #expect(try await messages.next()?.payload == Array("to me".utf8))
        }
    }

    @Test func `the limit of a packet is the true one`() async throws {
        try await withPair { pair in
            func send(_ bytes: Int) throws -> RawConnection.Answer {
                try pair.served.ask(
                    "POST /send?reliable=false&to=node2",
                    fields: ["Content-Type: application/octet-stream"],
                    body: [UInt8](repeating: 0x78, count: bytes)
                )
            }
            let refused = try send(100_000)
            #expect(refused.status == 413)
            let problem: ProblemBody = try refused.decoded()
            let limit = try #require(problem.limit)
            var messages = pair.second.messages.makeAsyncIterator()
            #expect(try send(limit).status == 200)
            #expect(try await messages.next()?.payload.count == limit)
            #expect(try send(limit + 1).status == 413)
        }
    }

    @Test func `somebody unknown gets nothing sent to anyone`() async throws {
        try await withPair { pair in
            let answer = try pair.served.post(#"{"text":"x","to":["node2","node7"]}"#)
            #expect(answer.status == 404)
            #expect(try answer.decoded(ProblemBody.self).members == ["node7"])
            let me: SelfBody = try pair.served.ask("GET /self").decoded()
            #expect(me.counters["messages-sent"] == 0)
        }
    }

    @Test func `a member that has left is shown so, and is not sent to`() async throws {
        try await withPair { pair in
            try await pair.second.leave(timeout: .seconds(10))
            _ = try pair.list(until: "left")
            let answer = try pair.served.post(#"{"text":"x","to":"node2"}"#)
            #expect(answer.status == 409)
            #expect(try answer.decoded(ProblemBody.self).members == ["node2"])
            let everyone: SendResultBody = try pair.served.post(#"{"text":"x"}"#).decoded()
            #expect(everyone.sent == 0 && everyone.results.isEmpty)
        }
    }

    @Test func `a member that has just died is 502, saying that nobody listens`() async throws {
        try await withPair { pair in
            await pair.second.shutdown()
            let answer = try pair.served.post(#"{"text":"x","to":"node2","timeout":"5s"}"#)
            #expect(answer.status == 502, "\(answer.body)")
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.results?.map(\.to) == ["node2"])
            #expect(problem.results?.map(\.status) == ["failed"])
            _ = try pair.list(until: "dead")
        }
    }

    @Test func `a gateway outlives its node and says so`() async throws {
        try await withPair { pair in
            await pair.first.shutdown()
            let statuses = [
                try pair.served.post(#"{"text":"x"}"#).status,
                try pair.served.ask("GET /healthz").status,
                try pair.served.ask("GET /self").status,
                try pair.served.ask("GET /members").status,
            ]
            #expect(statuses == [503, 503, 503, 200])
        }
    }
}
