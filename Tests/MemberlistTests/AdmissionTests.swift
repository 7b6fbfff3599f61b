// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Who may be a member: networks, names, labels.
struct AdmissionTests {
    private func count(_ name: String, _ node: Node) async -> UInt64 {
        await node.report()?.counters.first { $0.name == name }?.value ?? 0
    }

    @Test func `who lives outside of the allowed networks does not become a member`() async throws {
        let first = try await Cluster.node("first") { $0.cidrsAllowed = ["127.0.0.1/32"] }
        let outside = try await Cluster.node("outside") { $0.bindAddress = "127.0.0.2" }
        _ = await outside.join([first.boundAddress])
        let inside = try await Cluster.node("inside")
        #expect(await inside.join([first.boundAddress]).contacted == 1)
        try await first.waits { $0.member(named: "inside")?.state == .alive }
        #expect(first.snapshot.member(named: "outside") == nil)
        #expect(await count("dropped-address-not-allowed", first) > 0)
        for node in [first, outside, inside] { await node.shutdown() }
    }

    @Test func `a node whose own address is not allowed does not start`() async throws {
        do {
            let node = try await Cluster.node("node") { $0.cidrsAllowed = ["10.0.0.0/8"] }
            await node.shutdown()
            Issue.record("it started")
        } catch NodeStartError.advertisedAddressNotAllowed(let address) {
            #expect(address.hasPrefix("127.0.0.1:"))
        }
    }

    @Test func `where names are required, a bare address cannot be joined`() async throws {
        let first = try await Cluster.node("first") { $0.requireNodeNames = true }
        let second = try await Cluster.node("second") { $0.requireNodeNames = true }
        let bare = await second.join([first.boundAddress])
        #expect(bare.contacted == 0)
        #expect(bare.failures.first?.reason.contains("names no node") == true)
        let named = await second.join(["first/\(first.boundAddress)"])
        #expect(named == JoinReport(contacted: 1, failures: []))
        // Their probes name each other: both stay alive, although pings without names are dropped.
        try await first.waits { $0.member(named: "second")?.state == .alive }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `where labels are taken off in front, one that is left is one too many`()
        async throws
    {
        let label = Array("blue".utf8)
        let skipping = try await Cluster.node("skipping") {
            $0.label = label
            $0.skipInboundLabelCheck = true
        }
        let labelled = try await Cluster.node("labelled") { $0.label = label }
        #expect(await labelled.join([skipping.boundAddress]).contacted == 0)
        // As if its label had been taken off on the way.
        let plain = try await Cluster.node("plain")
        #expect(await plain.join([skipping.boundAddress]).contacted == 1)
        // What it sends is labelled all the same, and its answers never are.
        #expect(await skipping.join([labelled.boundAddress]).contacted == 1)
        for node in [skipping, labelled, plain] { await node.shutdown() }
    }

    @Test func `a reader that falls behind by more than was allowed is told so`() async throws {
        let node = try await Cluster.node("node") { $0.handoffQueueDepth = 2 }
        let messages = node.messages
        for number in 0..<3 as Range<UInt8> {
            _ = try await node.send([number], to: .named(["node"]))
        }
        var read: [[UInt8]] = []
        do {
            for try await message in messages { read.append(message.payload) }
            Issue.record("it ended without a word")
        } catch {
            #expect(error == .fellBehind(limit: 2))
        }
        #expect(read == [[0], [1]])
        await node.shutdown()
    }
}
