// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Coming back, and finding again who is not seen.
struct RejoinTests {
    private func port(of node: Node) throws -> UInt16 {
        try #require(node.boundAddress.split(separator: ":").last.flatMap { UInt16($0) })
    }

    private func value(_ name: String, of node: Node) async throws -> UInt64 {
        let report = try #require(await node.report())
        return (report.counters + report.queues).first { $0.name == name }?.value ?? 0
    }

    @Test func `addresses of the join list at which nobody is seen are dialled, and no others`()
        async throws
    {
        let nobody = try await Cluster.node("nobody")
        let port = try port(of: nobody)
        await nobody.shutdown()
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second") {
            $0.join = [first.boundAddress, "localhost:\(port)"]
            $0.rejoinInterval = .milliseconds(100)
        }
        try await second.waits { $0.member(named: "first")?.state == .alive }
        // Several times nobody was there; `first`, who is seen, is not dialled.
        try await second.waits(for: "dropped-stream-dial-failed") { $0 >= 6 }
        #expect(try await value("rejoins", of: second) == 0)
        let late = try await Cluster.node("late") { $0.bindPort = port }
        try await second.waits { $0.member(named: "late")?.state == .alive }
        try await first.waits { $0.member(named: "late")?.state == .alive }
        #expect(try await value("rejoins", of: second) == 1)
        for node in [first, second, late] { await node.shutdown() }
    }

    @Test func `a node restarted under its name and port beats what is remembered of it`()
        async throws
    {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second") {
            $0.join = [first.boundAddress]
            $0.metadata = [1]
        }
        try await first.waits { $0.member(named: "second")?.state == .alive }
        for change in 2...4 as ClosedRange<UInt8> {
            try await second.updateMetadata([change])
        }
        try await first.waits { $0.member(named: "second")?.metadata == [4] }
        let port = try port(of: second)
        await second.shutdown()
        let again = try await Cluster.node("second") {
            $0.bindPort = port
            $0.join = [first.boundAddress]
            $0.metadata = [9]
        }
        try await first.waits {
            $0.member(named: "second")?.metadata == [9]
                && $0.member(named: "second")?.state == .alive
        }
        for node in [first, again] { await node.shutdown() }
    }

    @Test func `a node that died has its name at a new address before the old one is forgotten`()
        async throws
    {
        let (first, second) = try await Cluster.pair()
        await second.shutdown()
        try await first.waits { $0.member(named: "second")?.state == .dead }
        let moved = try await Cluster.node("second") { $0.join = [first.boundAddress] }
        #expect(moved.boundAddress != second.boundAddress)
        try await first.waits {
            $0.member(named: "second")?.state == .alive
                && $0.member(named: "second")?.address == moved.boundAddress
        }
        #expect(try await value("name-takeovers", of: first) == 1)
        #expect(try await value("push-pull-state-bytes", of: first) > 0)
        for node in [first, moved] { await node.shutdown() }
    }
}
