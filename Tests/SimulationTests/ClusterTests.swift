// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Simulation
import Testing
import Wire

/// One fault at a time, so that the simulator itself is known to do what it says.
@Suite struct ClusterTests {
    private func cluster(
        _ nodes: Int,
        _ steps: [(at: Int, Fault)] = [],
        seed: UInt64 = 1,
        carriage: Carriage = .bytes
    ) -> Cluster {
        var settings = ClusterSettings(nodes: nodes)
        settings.carriage = carriage
        for (seconds, fault) in steps { settings.plan.add(fault, at: .origin + .seconds(seconds)) }
        return Cluster(settings, seed: seed)
    }

    private func time(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    @Test(arguments: [Carriage.bytes, .values])
    func `without faults everyone learns of everyone and nobody is suspected`(
        carriage: Carriage
    ) {
        var cluster = cluster(12, carriage: carriage)
        cluster.run(to: time(120))
        #expect(cluster.checker.violations.isEmpty)
        #expect(cluster.disagreement == nil)
        #expect(cluster.counts.suspicions == 0)
        #expect(cluster.now == time(120))
    }

    @Test func `what has crashed is declared dead by all, and forgotten`() {
        var cluster = cluster(8, [(20, .crash(5))])
        cluster.run(to: time(19))
        #expect(cluster.disagreement == nil)
        cluster.run(to: time(21))
        #expect(cluster.disagreement == "node0 sees node5 alive, which is down")
        cluster.run(to: time(45))
        #expect(cluster.disagreement == nil)
        #expect(cluster.view(0, of: 5) == .dead)
        cluster.run(to: time(120))
        #expect(cluster.view(0, of: 5) == nil)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test(arguments: [Carriage.bytes, .values])
    func `what a node says anew is heard, in this life and the next`(carriage: Carriage) {
        let steps: [(Int, Fault)] = [
            (20, .crash(5)), (25, .restart(5)), (30, .updateMetadata(3)), (35, .pause(2)),
            (41, .resume(2)), (45, .updateMetadata(5)), (50, .crash(5)), (70, .leave(4)),
            (90, .restart(5)), (91, .updateMetadata(5)),
        ]
        var cluster = cluster(12, steps, carriage: carriage)
        cluster.run(to: time(150))
        #expect(cluster.checker.violations.isEmpty)
        #expect(cluster.disagreement == nil)
        #expect(cluster.counts.suspicions > 0)
        let said = cluster.nodes[5].participant.local
        #expect(said.metadata.first == 0xDA && said.incarnation.rawValue > 2)
    }

    @Test func `a cut in one direction is felt, and relays bridge it`() {
        // Node 1 cannot reach node 2; all others can reach both.
        var cluster = cluster(8, [(20, .cut(1, from: [1], to: [2])), (80, .mend(1))])
        cluster.run(to: time(120))
        #expect(cluster.counts.packetsLost > 3)
        #expect(cluster.counts.deaths == 0)
        #expect(cluster.disagreement == nil)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `halves that forgot each other become one cluster again`() {
        let half: Set = [0, 1, 2]
        let rest: Set = [3, 4, 5]
        var cluster = cluster(
            6,
            [
                (20, .cut(1, from: half, to: rest)), (20, .cut(1, from: rest, to: half)),
                (200, .mend(1)),
            ]
        )
        cluster.run(to: time(199))
        #expect(cluster.view(0, of: 3) == nil)
        #expect(cluster.view(3, of: 0) == nil)
        cluster.run(to: time(290))
        #expect(cluster.disagreement == nil)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `a stopped process is declared dead, blames nobody, and returns`() {
        var cluster = cluster(6, [(20, .pause(2)), (50, .resume(2))])
        cluster.run(to: time(49))
        #expect(cluster.view(0, of: 2) == .dead)
        #expect(cluster.view(2, of: 0) == .alive)
        cluster.run(to: time(70))
        #expect(cluster.disagreement == nil)
        #expect(cluster.nodes[2].participant.incarnation > 1)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `a clock that jumps ahead costs nobody anything`() {
        var cluster = cluster(6, [(20, .clockStep(3, .seconds(3_600)))])
        cluster.run(to: time(60))
        #expect(cluster.nodes[3].participant.statistics.pauses == 1)
        #expect(cluster.counts.deaths == 0)
        #expect(cluster.disagreement == nil)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `a slow process is suspected, and suspects`() {
        let slow = Fault.slow(4, blocked: .seconds(4), open: .milliseconds(20))
        var cluster = cluster(8, [(20, slow), (100, .quicken(4))])
        cluster.run(to: time(99))
        #expect(cluster.nodes[4].participant.healthScore > 0)
        #expect(cluster.nodes[4].participant.statistics.suspicions > 3)
        #expect(cluster.nodes[4].participant.statistics.refutations > 0)
        cluster.run(to: time(160))
        #expect(cluster.disagreement == nil)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `who leaves is seen to leave, and may come back`() {
        var cluster = cluster(6, [(20, .leave(4)), (40, .restart(4))])
        cluster.run(to: time(30))
        #expect(!cluster.nodes[4].isUp)
        #expect(cluster.nodes[4].hasLeft)
        #expect(cluster.view(0, of: 4) == .left)
        cluster.run(to: time(60))
        #expect(cluster.view(0, of: 4) == .alive)
        #expect(cluster.counts.deaths == 0)
        #expect(cluster.checker.violations.isEmpty)
    }

    @Test func `packets that come twice and out of order change nothing`() {
        var bad = Weather()
        bad.duplication = 0.5
        bad.reordering = 0.5
        var cluster = cluster(8, [(10, .weather(bad))])
        cluster.run(to: time(120))
        #expect(cluster.counts.deaths == 0)
        #expect(cluster.disagreement == nil)
        #expect(cluster.checker.violations.isEmpty)
    }
}
