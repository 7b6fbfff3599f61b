// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Encryption between nodes, and keys that change under way (spec §5.2, §19).
struct KeyTests {
    private let old = [UInt8](repeating: 1, count: 16)
    private let new = [UInt8](repeating: 2, count: 32)

    @Test func `nodes with one key meet, and their keys are replaced while they run`() async throws
    {
        let first = try await Cluster.node("first") { $0.keys = [old] }
        let second = try await Cluster.node("second") { $0.keys = [old] }
        #expect(await second.join([first.boundAddress]).contacted == 1)
        for node in [first, second] { try await node.addKey(new) }
        for node in [first, second] { try await node.useKey(new) }
        for node in [first, second] { try await node.removeKey(old) }
        #expect(await first.keys() == [new])
        #expect(await first.join([second.boundAddress]).contacted == 1)
        for node in [first, second] { await node.shutdown() }
        #expect(await first.keys() == [])
        await #expect(throws: KeyError.stopped) { try await first.addKey(old) }
    }

    @Test func `a node may get its first key under way`() async throws {
        let keyed = try await Cluster.node("keyed") { $0.keys = [old] }
        let later = try await Cluster.node("later")
        #expect(await later.join([keyed.boundAddress]).contacted == 0)
        try await later.addKey(old)
        #expect(await later.join([keyed.boundAddress]).contacted == 1)
        for node in [keyed, later] { await node.shutdown() }
    }

    @Test func `another key is told in words on both sides`() async throws {
        let first = try await Cluster.node("first") { $0.keys = [old] }
        let second = try await Cluster.node("second") { $0.keys = [new] }
        let report = await second.join([first.boundAddress])
        #expect(report.contacted == 0)
        #expect(report.failures.first?.reason.contains("key or label differs") == true)
        let counters = try #require(await first.report()).counters
        #expect(counters.contains { $0.name == "dropped-stream-no-key-fits" && $0.value > 0 })
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `keys that cannot be are refused`() async throws {
        await #expect(throws: NodeStartError.invalidKeyLength(bytes: 5)) {
            _ = try await Cluster.node("node") { $0.keys = [old, [1, 2, 3, 4, 5]] }
        }
        let node = try await Cluster.node("node") { $0.keys = [old] }
        await #expect(throws: KeyError.invalidLength(bytes: 0)) { try await node.addKey([]) }
        await #expect(throws: KeyError.unknownKey) { try await node.useKey(new) }
        await #expect(throws: KeyError.primaryKey) { try await node.removeKey(old) }
        await node.shutdown()
    }

    @Test func `a key for which packets are too small is refused, nothing changes`() async throws {
        let node = try await Cluster.node("node") { $0.udpBufferSize = 100 }
        do throws(KeyError) {
            try await node.addKey(old)
            Issue.record("the key was taken")
        } catch {
            guard case .packetsTooSmall(100, let least) = error else {
                Issue.record(error)
                return
            }
            #expect((101...129).contains(least))
            #expect(await node.keys() == [])
            // What it asks for is what a start asks for, and enough.
            let roomy = try await Cluster.node("node") { $0.udpBufferSize = least }
            try await roomy.addKey(old)
            await roomy.shutdown()
            await #expect(throws: NodeStartError.self) {
                try await Cluster.node("node") {
                    $0.udpBufferSize = least - 1
                    $0.keys = [old]
                }
            }
        }
        await node.shutdown()
    }

    @Test func `what one packet carries is less by what encryption adds`() async throws {
        let plain = try await Cluster.node("plain")
        let keyed = try await Cluster.node("keyed") { $0.keys = [old] }
        for (node, limit) in [(plain, 1_394), (keyed, 1_365)] {
            let payload = [UInt8](repeating: 0, count: 1_400)
            await #expect(throws: SendError.payloadTooLarge(limit: limit)) {
                _ = try await node.send(payload, to: .everyoneElse, reliable: false)
            }
            await node.shutdown()
        }
    }
}
