// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Memberlist

/// Everything from the network is hostile: the node counts it, drops it, and lives.
struct HostilePeerTests {
    private func port(of node: Node) throws -> UInt16 {
        try #require(node.boundAddress.split(separator: ":").last.flatMap { UInt16($0) })
    }

    private func count(_ name: String, of node: Node) async throws -> UInt64 {
        let counters = try #require(await node.report()).counters
        return counters.first { $0.name == name }?.value ?? 0
    }

    /// A node that has been shown bad things still does its work.
    private func expectAlive(_ node: Node) async throws {
        let other = try await Cluster.node("witness")
        #expect(await other.join([node.boundAddress]).contacted == 1)
        try await node.waits { $0.member(named: "witness")?.state == .alive }
        await other.shutdown()
    }

    @Test func `a ping over a stream is answered, and only under the right name`() async throws {
        let node = try await Cluster.node("node")
        let port = try port(of: node)
        let ping = Ping(sequenceNumber: 77, node: "node")
        let encoder = StreamEncoder(compression: false)
        let answer = try HostilePeer.converse(port: port, encoder.request(.ping(ping)))
        var decoder = StreamDecoder(side: .dialer)
        #expect(try decoder.receive(answer) == .ack(Ack(sequenceNumber: 77)))
        let stranger = Ping(sequenceNumber: 78, node: "somebody")
        #expect(try HostilePeer.converse(port: port, encoder.request(.ping(stranger))) == [])
        #expect(try await count("dropped-stream-ping-for-other-name", of: node) == 1)
        await node.shutdown()
    }

    @Test func `an encrypted stream is told that we have no keys`() async throws {
        let node = try await Cluster.node("node")
        let bytes: [UInt8] = [10, 0, 0, 0, 40] + Array(repeating: 1, count: 40)
        let answer = try HostilePeer.converse(port: try port(of: node), bytes)
        var decoder = StreamDecoder(side: .dialer)
        guard case .error(let words) = try decoder.receive(answer) else {
            Issue.record("no err frame in \(answer)")
            return
        }
        #expect(words.contains("encrypt"))
        try await expectAlive(node)
        await node.shutdown()
    }

    @Test func `streams that are garbage, cut off or huge end quietly and are counted`()
        async throws
    {
        let node = try await Cluster.node("node")
        let port = try port(of: node)
        let whole = StreamEncoder(compression: false).request(.user(Array("hello".utf8)))
        let cases: [(bytes: [UInt8], counter: String)] = [
            ([200], "dropped-stream-unknown-type"),
            ([244, 3, 97, 98, 99, 8], "dropped-stream-label-mismatch"),
            (Array(whole.dropLast(2)), "dropped-stream-ended-early"),
            // A user message that announces 2^40 bytes.
            (
                [8, 0x81, 0xAA] + Array("UserMsgLen".utf8) + [0xCF, 0, 0, 1, 0, 0, 0, 0, 0],
                "dropped-stream-length-refused"
            ),
            ([8, 0xFF, 0xFF, 0xFF], "dropped-stream-malformed"),
            ([2, 0x81, 0xA5] + Array("SeqNo".utf8) + [1], "dropped-stream-unknown-type"),
        ]
        for (bytes, counter) in cases {
            let before = try await count(counter, of: node)
            _ = try HostilePeer.converse(port: port, bytes)
            let after = try await count(counter, of: node)
            #expect(after == before + 1, "\(counter) for \(bytes.prefix(12))")
        }
        #expect(try HostilePeer.converse(port: port, []) == [])
        try await expectAlive(node)
        await node.shutdown()
    }

    @Test func `a silent stream is closed when its time is up`() async throws {
        let node = try await Cluster.node("node") { $0.profile.tcpTimeout = .seconds(1) }
        // Blocks until the node hangs up.
        #expect(try HostilePeer.converse(port: try port(of: node), [], halfClose: false) == [])
        #expect(try await count("streams-timed-out", of: node) == 1)
        await node.shutdown()
    }

    @Test func `ten thousand mutated packets leave the node as it was`() async throws {
        let node = try await Cluster.node("node")
        let port = try port(of: node)
        var random = SplitMix64(seed: 0x5EED)
        let seeds: [[UInt8]] = [
            Message.ping(Ping(sequenceNumber: 1, node: "node")).encoded(),
            Message.suspect(Suspect(incarnation: 9, node: "node", from: "x")).encoded(),
            Message.dead(Dead(incarnation: .unbeatable, node: "node", from: "x")).encoded(),
            Compound.encode([
                Message.user([1, 2, 3]).encoded(),
                Message.ack(Ack(sequenceNumber: 5)).encoded(),
            ]),
            PacketEncoder(compression: true).encode(
                [8] + Array(repeating: 65, count: 900),
                checksum: true
            ),
        ]
        for _ in 0..<10_000 {
            var bytes = seeds[random.index(below: seeds.count)]
            for _ in 0...random.index(below: 4) {
                bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            try HostilePeer.say(port: port, Array(bytes.prefix(1 + random.index(below: 1_200))))
        }
        try await expectAlive(node)
        let report = try #require(await node.report())
        #expect(report.counters.contains { $0.name.hasPrefix("dropped-packet-") })
        // Ghosts that mutated alive messages could make are bounded by what was sent; none of the
        // messages above is one.
        #expect(node.snapshot.members.allSatisfy { ["node", "witness"].contains($0.name) })
        await node.shutdown()
    }
}
