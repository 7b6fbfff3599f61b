// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

struct NodeTests {
    @Test func `a node alone knows itself and is ready`() async throws {
        let node = try await Cluster.node("alone")
        #expect(node.snapshot.members.map(\.name) == ["alone"])
        #expect(node.snapshot.members.first?.address == node.boundAddress)
        #expect(node.readiness.isReady)
        await node.shutdown()
    }

    @Test func `a join makes both sides know each other`() async throws {
        let (first, second) = try await Cluster.pair()
        try await second.waits { $0.member(named: "first")?.state == .alive }
        #expect(first.snapshot.members.map(\.name) == ["first", "second"])
        #expect(second.snapshot.members.map(\.name) == ["first", "second"])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `who has joined finds the others in the snapshot at once`() async throws {
        let (first, second) = (try await Cluster.node("first"), try await Cluster.node("second"))
        let address = first.boundAddress
        // On the node's own thread, where nothing can happen between the answer and the look.
        let seen = await withCheckedContinuation { continuation in
            second.post { loop in
                loop.join([address]) { _ in
                    continuation.resume(returning: loop.published.snapshot.members.map(\.name))
                }
            }
        }
        #expect(seen == ["first", "second"])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a node that was told to join is not ready before it has`() async throws {
        let first = try await Cluster.node("first")
        let lonely = try await Cluster.node("lonely") { $0.join = ["127.0.0.1:1"] }
        #expect(lonely.readiness.wantsToJoin)
        #expect(!lonely.readiness.isReady)
        let report = await first.join([lonely.boundAddress])
        #expect(report.contacted == 1)
        try await lonely.waits { $0.member(named: "first") != nil }
        #expect(lonely.readiness.isReady)
        await first.shutdown()
        await lonely.shutdown()
    }

    @Test func `a join that reaches nobody says why, address by address`() async throws {
        let node = try await Cluster.node("node")
        let report = await node.join([
            "127.0.0.1:1", "/127.0.0.1:1", "127.0.0.1:x", node.boundAddress, "no.such.invalid",
        ])
        #expect(report.contacted == 0)
        let reasons = Dictionary(
            uniqueKeysWithValues: report.failures.map { ($0.address, $0.reason) }
        )
        #expect(reasons["127.0.0.1:1"] == "cannot connect: Connection refused")
        #expect(reasons["/127.0.0.1:1"]?.contains("empty node name") == true)
        #expect(reasons["127.0.0.1:x"]?.contains("is not a number") == true)
        #expect(reasons[node.boundAddress] == "it is this node itself")
        #expect(reasons["no.such.invalid"]?.hasPrefix("cannot look up no.such.invalid") == true)
        await node.shutdown()
    }

    @Test func `a node that has lost everybody goes back to its join list`() async throws {
        let first = try await Cluster.node("first")
        let digits = try #require(first.boundAddress.split(separator: ":").last)
        let port = try #require(UInt16(digits))
        let second = try await Cluster.node("second") { $0.join = [first.boundAddress] }
        try await second.waits { $0.member(named: "first")?.state == .alive }
        await first.shutdown()
        try await second.waits { $0.member(named: "first")?.state == .dead }
        // Another of that address: nobody that `second` knew is there any more.
        let successor = try await Cluster.node("successor") { $0.bindPort = port }
        try await second.waits { $0.member(named: "successor")?.state == .alive }
        await successor.shutdown()
        await second.shutdown()
    }

    @Test func `a leave is seen as left by the other`() async throws {
        let (first, second) = try await Cluster.pair()
        try await second.leave()
        try await first.waits { $0.member(named: "second")?.state == .left }
        #expect(!second.readiness.isReady)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a node that ends without a word is found dead`() async throws {
        let (first, second) = try await Cluster.pair()
        await second.shutdown()
        try await first.waits { $0.member(named: "second")?.state == .dead }
        await first.shutdown()
    }

    @Test func `new metadata reaches the other`() async throws {
        let (first, second) = try await Cluster.pair()
        try await second.updateMetadata(Array("zone-1a".utf8))
        try await first.waits {
            $0.member(named: "second")?.metadata == Array("zone-1a".utf8)
        }
        await #expect(throws: UpdateError.metadataTooLarge(bytes: 513, limit: 512)) {
            try await second.updateMetadata(Array(repeating: 0, count: 513))
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `events come in the order things happened`() async throws {
        let first = try await Cluster.node("first")
        let events = first.events
        let second = try await Cluster.node("second")
        _ = await second.join([first.boundAddress])
        try await second.leave()
        let names = try await within(Cluster.patience) {
            var seen: [String] = []
            for try await event in events {
                switch event {
                case .joined(let member): seen.append("joined \(member.name)")
                case .left(let member): seen.append("left \(member.name)")
                default: break
                }
                if seen.count == 2 { break }
            }
            return seen
        }
        #expect(names == ["joined second", "left second"])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a node works over IPv6, alone or beside IPv4`() async throws {
        let first = try await Cluster.node("first") { $0.bindAddress = "::1" }
        #expect(first.boundAddress.hasPrefix("[::1]:"))
        let second = try await Cluster.node("second") {
            $0.bindAddress = "::"
            $0.advertiseAddress = "::1"
        }
        #expect(await second.join([first.boundAddress]).contacted == 1)
        try await first.waits { $0.member(named: "second")?.state == .alive }
        let third = try await Cluster.node("third") { $0.label = [] }
        let port = try #require(second.boundAddress.split(separator: ":").last)
        #expect(await third.join(["127.0.0.1:\(port)"]).contacted == 1)
        try await second.waits { $0.member(named: "third")?.state == .alive }
        for node in [first, second, third] { await node.shutdown() }
    }

    @Test func `nodes with different labels do not talk, and it is said`() async throws {
        let first = try await Cluster.node("first") { $0.label = Array("blue".utf8) }
        let second = try await Cluster.node("second") { $0.label = Array("green".utf8) }
        let report = await second.join([first.boundAddress])
        #expect(report.contacted == 0)
        #expect(report.failures.first?.reason.contains("label or key differs?") == true)
        let counters = try #require(await first.report()).counters
        #expect(counters.contains { $0.name == "dropped-stream-label-mismatch" && $0.value == 1 })
        await first.shutdown()
        await second.shutdown()
    }
}
