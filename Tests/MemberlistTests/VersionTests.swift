// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Versions that a node announces, and what follows from them (spec §7).
struct VersionTests {
    @Test(arguments: 1...5 as ClosedRange<UInt8>)
    func `nodes that speak any two versions are one cluster`(version: UInt8) async throws {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second") { $0.protocolVersion = version }
        let report = await second.join([first.boundAddress])
        #expect(report == JoinReport(contacted: 1, failures: []))
        try await first.waits { $0.member(named: "second")?.state == .alive }
        let spoken = first.snapshot.member(named: "second")?.protocolVersions
        #expect(spoken == Member.Versions(min: 1, max: 5, current: version))
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `who has not Serf's versions is refused by who has, and told why`() async throws {
        let first = try await Cluster.node("first") { $0.delegateVersions = .serf }
        let plain = try await Cluster.node("plain")
        let refused = await plain.join([first.boundAddress])
        #expect(refused.contacted == 0)
        let words = "plain speaks delegate version 0; no version suits all of the living"
        #expect(refused.failures.first?.reason.contains(words) == true, "\(refused)")
        let agent = try await Cluster.node("agent") { $0.delegateVersions = .serf }
        let report = await agent.join([first.boundAddress])
        #expect(report == JoinReport(contacted: 1, failures: []))
        try await first.waits { $0.member(named: "agent")?.state == .alive }
        #expect(first.snapshot.member(named: "plain") == nil)
        for node in [first, plain, agent] { await node.shutdown() }
    }

    @Test func `versions that cannot be are refused`() async throws {
        for version in [0, 6] as [UInt8] {
            await #expect(throws: NodeStartError.invalidProtocolVersion(version)) {
                _ = try await Cluster.node("node") { $0.protocolVersion = version }
            }
        }
        for versions in [
            Member.Versions(min: 2, max: 1, current: 2), .init(min: 1, max: 2, current: 0),
            .init(min: 0, max: 2, current: 3),
        ] {
            await #expect(throws: NodeStartError.invalidDelegateVersions(versions)) {
                _ = try await Cluster.node("node") { $0.delegateVersions = versions }
            }
        }
    }
}
