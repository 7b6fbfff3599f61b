// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Whole clusters on a virtual clock, with each participant's invariants checked on the way.
@Suite struct ClusterTests {
    @Test(arguments: [(2, 1), (3, 2), (10, 3), (50, 4)] as [(Int, UInt64)])
    func `everyone learns of everyone`(count: Int, seed: UInt64) {
        var cluster = VirtualCluster(count, seed: seed)
        cluster.run(for: .seconds(10))
        #expect(cluster.agrees(that: 0..<count, are: .alive) == true, "seed \(seed)")
        let joins = cluster.changes.count { if case .joined = $0 { true } else { false } }
        #expect(joins == count * count)
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `without faults nobody is ever suspected`(seed: UInt64) {
        var cluster = VirtualCluster(12, seed: seed)
        cluster.run(for: .seconds(180))
        for node in cluster.nodes {
            #expect(node.participant.statistics.suspicions == 0, "seed \(seed)")
            #expect(node.participant.statistics.failedProbes == 0)
            #expect(node.participant.statistics.directAcks > 150)
            #expect(node.participant.healthScore == 0)
            #expect(node.participant.incarnation == 1)
            #expect(node.participant.queuedBroadcasts == 0)
        }
    }

    @Test(arguments: [(2, 5), (3, 6), (10, 7), (50, 8)] as [(Int, UInt64)])
    func `a crash is seen by all within the bounds`(count: Int, seed: UInt64) throws {
        var cluster = VirtualCluster(count, seed: seed)
        cluster.run(for: .seconds(20))
        let crash = cluster.now
        cluster.crash(count - 1)
        // A round of probes, one probe, the longest suspicion, and time for the news.
        let suspicion = Suspicion(by: "any", members: count, settings: .lan, at: .origin).timeout
        let latest = crash + .seconds(count + 5) + suspicion
        while cluster.now < latest, !cluster.agrees(that: count - 1..<count, are: .dead) {
            cluster.run(for: .seconds(1))
        }
        let isKnown = cluster.agrees(that: count - 1..<count, are: .dead)
        #expect(isKnown, "seed \(seed)")
        #expect(cluster.agrees(that: 0..<count - 1, are: .alive) == true)
        let least = Suspicion.floor(multiplier: 4, members: count, probeInterval: .seconds(1))
        for node in cluster.nodes.dropLast() {
            let dead = try #require(node.participant[MemberName("node\(count - 1)")])
            #expect(dead.since - crash >= least)
        }
    }

    @Test(arguments: 11...14 as ClosedRange<UInt64>)
    func `with one packet in ten lost nobody is declared dead`(seed: UInt64) {
        var cluster = VirtualCluster(10, seed: seed)
        cluster.run(for: .seconds(5))
        cluster.loss = 0.1
        cluster.run(for: .seconds(120))
        #expect(cluster.changes.filter(\.isDeath).isEmpty, "seed \(seed)")
        cluster.loss = 0
        cluster.run(for: .seconds(20))
        #expect(cluster.agrees(that: 0..<10, are: .alive) == true, "seed \(seed)")
    }

    @Test func `where only streams get through nobody is declared dead either`() {
        var cluster = VirtualCluster(6, seed: 20)
        cluster.run(for: .seconds(5))
        cluster.loss = 1
        cluster.run(for: .seconds(120))
        #expect(cluster.changes.filter(\.isDeath).isEmpty)
        #expect(cluster.nodes.allSatisfy { $0.participant.statistics.probesSavedByStream > 10 })
    }

    @Test(arguments: 21...24 as ClosedRange<UInt64>)
    func `a suspended node is declared dead, refutes when it goes on, and blames nobody`(
        seed: UInt64
    ) {
        var cluster = VirtualCluster(5, seed: seed)
        cluster.run(for: .seconds(10))
        cluster.suspend(2)
        cluster.run(for: .seconds(25))
        #expect(cluster.agrees(that: 2..<3, are: .dead) == true, "seed \(seed)")
        cluster.resume(2)
        cluster.run(for: .seconds(15))
        #expect(cluster.agrees(that: 0..<5, are: .alive) == true, "seed \(seed)")
        let itself = cluster.nodes[2]
        #expect(itself.changes.filter(\.isDeath).isEmpty)
        #expect(itself.participant.incarnation > 1)
        #expect(itself.participant.statistics.pauses == 1)
    }

    @Test(arguments: 31...34 as ClosedRange<UInt64>)
    func `a node that restarts under its name and address is alive again for all`(seed: UInt64) {
        var cluster = VirtualCluster(5, seed: seed)
        cluster.run(for: .seconds(10))
        cluster.crash(3)
        cluster.run(for: .seconds(20))
        #expect(cluster.agrees(that: 3..<4, are: .dead) == true, "seed \(seed)")
        cluster.boot(3, metadata: [9])
        cluster.run(for: .seconds(10))
        #expect(cluster.agrees(that: 0..<5, are: .alive) == true, "seed \(seed)")
        #expect(cluster.nodes[3].participant.incarnation > 1)
        for number in [0, 1, 2, 4] {
            #expect(cluster.nodes[number].participant["node3"]?.metadata == [9])
        }
    }

    @Test func `a node that restarts at once, before anyone noticed, is heard`() {
        var cluster = VirtualCluster(5, seed: 41)
        cluster.run(for: .seconds(10))
        cluster.crash(3)
        cluster.boot(3, metadata: [9])
        cluster.run(for: .seconds(10))
        #expect(cluster.agrees(that: 0..<5, are: .alive) == true)
        for number in [0, 1, 2, 4] {
            #expect(cluster.nodes[number].participant["node3"]?.metadata == [9])
        }
        #expect(cluster.changes.filter(\.isDeath).isEmpty)
    }

    @Test(arguments: 51...53 as ClosedRange<UInt64>)
    func `who leaves is seen to leave, is told when all know, and may come back`(seed: UInt64) {
        var cluster = VirtualCluster(8, seed: seed)
        cluster.run(for: .seconds(10))
        cluster.act(4) { $0.leave(at: $1) }
        #expect(cluster.nodes[4].finished.isEmpty)
        cluster.run(for: .seconds(5))
        #expect(cluster.agrees(that: 4..<5, are: .left) == true, "seed \(seed)")
        #expect(cluster.nodes[4].finished == [.leave])
        cluster.crash(4)
        cluster.boot(4)
        cluster.run(for: .seconds(10))
        #expect(cluster.agrees(that: 0..<8, are: .alive) == true, "seed \(seed)")
        #expect(cluster.changes.filter(\.isDeath).isEmpty)
    }

    @Test func `new metadata reaches everyone`() throws {
        var cluster = VirtualCluster(10, seed: 61)
        cluster.run(for: .seconds(10))
        try cluster.act(6) { try $0.updateMetadata([1, 2, 3], for: 1, at: $1) }
        cluster.run(for: .seconds(5))
        #expect(cluster.nodes[6].finished == [.updateMetadata(1)])
        for node in cluster.nodes {
            #expect(node.participant["node6"]?.metadata == [1, 2, 3])
            let updates = node.changes.count { if case .updated = $0 { true } else { false } }
            #expect(updates == 1)
        }
    }

    @Test func `the dead are forgotten by all, and nothing is left behind`() {
        var cluster = VirtualCluster(6, seed: 71)
        cluster.run(for: .seconds(10))
        cluster.crash(5)
        cluster.run(for: .seconds(120))
        for node in cluster.nodes.dropLast() {
            #expect(node.participant.memberCount == 5)
            #expect(node.participant.runningSuspicions == 0)
            #expect(node.participant.queuedBroadcasts == 0)
            #expect(node.changes.last == .reaped("node5"))
        }
    }

    @Test func `a join that was lost is made good by a later push/pull`() {
        var cluster = VirtualCluster(4, seed: 81)
        cluster.loss = 1
        cluster.run(for: .seconds(1))
        // Tables were exchanged with the first node only; no gossip gets through.
        let knowsAll = cluster.agrees(that: 0..<4, are: .alive)
        #expect(!knowsAll)
        cluster.run(for: .seconds(150))
        #expect(cluster.agrees(that: 0..<4, are: .alive) == true)
    }

    @Test func `one seed gives one run, another seed another`() {
        func digest(_ seed: UInt64) -> UInt64 {
            var cluster = VirtualCluster(10, seed: seed)
            cluster.loss = 0.05
            cluster.run(for: .seconds(30))
            cluster.crash(2)
            cluster.run(for: .seconds(30))
            return cluster.digest
        }
        #expect(digest(91) == digest(91))
        #expect(digest(91) != digest(92))
    }
}
