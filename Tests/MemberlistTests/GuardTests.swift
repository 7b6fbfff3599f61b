// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import Memberlist

/// What a node does not let be done to it, over real sockets.
///
/// A node on 127.0.0.1 takes a peer on 127.0.0.2 for a stranger, for no member lives there.
struct GuardTests {
    private let stranger = "127.0.0.2"

    private func port(of node: Node) throws -> UInt16 {
        try #require(node.boundAddress.split(separator: ":").last.flatMap { UInt16($0) })
    }

    private func value(_ name: String, of node: Node) async throws -> UInt64 {
        try await values(of: node)(name)
    }

    /// All of them at one moment; a quarantine would not wait for a second question.
    private func values(of node: Node) async throws -> (String) -> UInt64 {
        let report = try #require(await node.report())
        let all = report.counters + report.queues
        return { name in all.first { $0.name == name }?.value ?? 0 }
    }

    private func answersPing(_ port: UInt16, from source: String) throws -> Bool {
        let ping = Ping(sequenceNumber: 7, node: "")
        let request = StreamEncoder(compression: false).request(.ping(ping))
        return try !HostilePeer.converse(port: port, request, from: source).isEmpty
    }

    @Test func `a stranger's nonsense is dropped unread after a while, a member's never`()
        async throws
    {
        let node = try await Cluster.node("node")
        let port = try port(of: node)
        var value: (String) -> UInt64 = { _ in 0 }
        // The system may lose some of them. Each time they are more than is put up with at once.
        for _ in 0..<10_000 {
            for _ in 0..<128 { try HostilePeer.say(port: port, [99], from: stranger) }
            value = try await values(of: node)
            if value("dropped-packet-quarantined") > 0 { break }
        }
        #expect(value("dropped-packet-quarantined") > 0)
        #expect(value("quarantined-packet-sources") == 1)
        #expect(value("quarantines") == 1)
        #expect(value("dropped-packet-unknown-type") >= 64)
        // Over streams, whose source cannot be forged, it has done nothing.
        #expect(try answersPing(port, from: stranger))

        let enough = try await self.value("dropped-packet-unknown-type", of: node) + 200
        var read: UInt64 = 0
        for _ in 0..<10_000 {
            for _ in 0..<40 { try HostilePeer.say(port: port, [99]) }
            read = try await self.value("dropped-packet-unknown-type", of: node)
            if read >= enough { break }
        }
        #expect(read >= enough)
        await node.shutdown()
    }

    @Test func `a stranger's streams are closed unheard after much nonsense, a member's never`()
        async throws
    {
        let node = try await Cluster.node("node")
        let port = try port(of: node)
        #expect(try answersPing(port, from: stranger))
        var isHeard = true
        for _ in 0..<1_000 {
            // More than is put up with at once.
            for _ in 0..<128 { _ = try HostilePeer.converse(port: port, [200], from: stranger) }
            isHeard = try answersPing(port, from: stranger)
            if !isHeard { break }
        }
        let value = try await values(of: node)
        #expect(!isHeard)
        #expect(value("quarantined-stream-sources") == 1)
        #expect(value("dropped-stream-quarantined") >= 1)
        for _ in 0..<100 { _ = try HostilePeer.converse(port: port, [200]) }
        #expect(try answersPing(port, from: "127.0.0.1"))
        await node.shutdown()
    }

    @Test func `the 128th push/pull at once is closed without an answer`() async throws {
        // Enough time for the others to stay open.
        let node = try await Cluster.node("node") { $0.profile.tcpTimeout = .seconds(300) }
        let port = try port(of: node)
        let empty = StreamFrame.pushPull(PushPull(join: false, nodes: []))
        let whole = StreamEncoder(compression: false).request(empty)
        #expect(try !HostilePeer.converse(port: port, whole).isEmpty)
        #expect(try await value("push-pulls", of: node) == 0)

        var open: [HostileStream] = []
        for _ in 1..<WireLimits.concurrentPushPulls {
            open.append(try HostileStream(port: port, Array(whole.dropLast())))
        }
        try await node.waits(for: "push-pulls") { $0 >= 127 }
        #expect(try await value("push-pulls", of: node) == 127)
        #expect(try HostilePeer.converse(port: port, whole) == [])
        #expect(try HostilePeer.converse(port: port, [6], halfClose: false) == [])
        #expect(try await value("dropped-push-pull-limit", of: node) == 2)
        // Other streams are not concerned.
        #expect(try answersPing(port, from: "127.0.0.1"))

        open.removeLast()
        try await node.waits(for: "push-pulls") { $0 <= 126 }
        #expect(try !HostilePeer.converse(port: port, whole).isEmpty)
        open.removeAll()
        await node.shutdown()
    }
}
