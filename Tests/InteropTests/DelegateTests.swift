// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Memberlist
import Testing

extension RealPrograms {
    /// Broadcasts, pings and the application's say, with a Go node that has all its delegates.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct DelegateTests {
        @Test func `a broadcast reaches a Go node, and the other way round`() async throws {
            try await Self.pair { node, go in
                let words = Array("to all who hear".utf8)
                let outcome = try await node.broadcast(words)
                #expect(outcome == .told)
                try await go.message(words)

                let heard = Journal<[UInt8]>()
                let messages = node.messages
                let reading = Task {
                    for try await message in messages { heard.append(message.payload) }
                }
                let answer = Array("heard".utf8)
                try await go.run(GoPeer.Order(cmd: "broadcast", data: Data(answer)))
                _ = try await heard.first("the broadcast", within: .seconds(20)) {
                    $0 == answer ? true : nil
                }
                reading.cancel()
            }
        }

        @Test func `the states of both applications cross in a push/pull`() async throws {
            let states = Journal<[UInt8]>()
            try await Self.pair(["-user-state", "of Go"]) { settings in
                settings.hooks.localState = { isJoin in [1, 2, isJoin ? 3 : 4] }
                settings.hooks.mergeRemoteState = { state, _ in states.append(state) }
            } body: { _, go in
                _ = try await states.first("the state of go1", within: .seconds(20)) {
                    $0 == Array("of Go".utf8) ? true : nil
                }
                let theirs = try await go.event("remote_state")
                #expect(theirs.data == Data([1, 2, 3]))
            }
        }

        @Test func `acks carry what the other's application puts into them`() async throws {
            try await Self.pair(["-ack-payload", "pong"]) { settings in
                settings.hooks.ackPayload = { [9, 9] }
            } body: { node, go in
                let replies = Journal<ProbeReply>()
                let probes = node.probes
                let reading = Task { for try await reply in probes { replies.append(reply) } }
                let reply = try await replies.first("an answered probe", within: .seconds(20)) {
                    $0
                }
                #expect(reply.member.name == "go1")
                #expect(reply.payload == Array("pong".utf8))
                let theirs = try await go.child.output.first("a ping", within: .seconds(20)) {
                    line in
                    let ping = try? JSONDecoder().decode(Ping.self, from: Data(line.utf8))
                    return ping?.event == "ping" ? ping : nil
                }
                #expect(theirs.node == "swift1")
                #expect(theirs.payload == Data([9, 9]))
                reading.cancel()
            }
        }

        @Test func `a ping is answered by a Go node, and one of theirs by us`() async throws {
            try await Self.pair { node, go in
                let roundTrip = try await node.ping("go1", timeout: .seconds(20))
                #expect(roundTrip > .zero)
                #expect(try await go.run(GoPeer.Order(cmd: "ping", to: "swift1")).ok == true)
            }
        }

        @Test func `a Go node that is not wanted stays unknown`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let node = try await Self.node { settings in
                    settings.hooks.refusesMember = { $0.name == "go1" ? Refusal("go1") : nil }
                }
                let join = GoPeer.Order(cmd: "join", addrs: [node.boundAddress])
                #expect(try await go.run(join).ok == true)
                try await go.event("join", of: "swift1")
                #expect(node.snapshot.members.map(\.name) == ["swift1"])
                let counters = try #require(await node.report()).counters
                #expect(counters.contains { $0.name == "refused-member-go1" && $0.value > 0 })
                await node.shutdown()
            }
        }

        /// What the Go node says of a probe.
        private struct Ping: Decodable {
            let event: String
            let node: String
            let payload: Data
        }

        private static func node(_ change: (inout NodeSettings) -> Void) async throws -> Node {
            var settings = NodeSettings(name: "swift1")
            settings.bindAddress = "127.0.0.1"
            settings.bindPort = FreePorts.one()
            settings.profile = .local
            change(&settings)
            var logger = Logger(label: "swift1")
            logger.logLevel = .critical
            return try await Node.start(settings, logger: logger)
        }

        /// A node in this process and a Go node that know each other.
        private static func pair(
            _ arguments: [String] = [],
            settings change: (inout NodeSettings) -> Void = { _ in },
            body: (Node, GoPeer) async throws -> Void
        ) async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1", arguments)
                let node = try await node(change)
                do {
                    #expect(await node.join([go.address]).contacted == 1)
                    try await go.event("join", of: "swift1")
                    try await body(node, go)
                } catch {
                    await node.shutdown()
                    throw error
                }
                await node.shutdown()
            }
        }
    }
}
