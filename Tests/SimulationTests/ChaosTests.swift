// SPDX-License-Identifier: Apache-2.0

import Determinism
import Simulation
import Testing

/// Everything that can go wrong, at once: the checker looks on, and at the end all is well.
@Suite struct ChaosTests {
    @Test(arguments: Seeds.knownBad + Seeds.everyday + Seeds.fromCommit)
    func `whatever goes wrong, the rules hold and everyone sees the truth again`(seed: UInt64) {
        let result = ChaosScenario().run(seed: seed)
        #expect(result.violations.isEmpty, "pingsim replay --seed \(seed)")
        #expect(result.convergence != nil)
        // Otherwise it was no chaos.
        #expect(result.counts.faults > 50)
        #expect(result.counts.deaths > 50)
        #expect(result.counts.packetsLost > 500)
    }

    @Test func `one seed gives one trace, byte for byte, and another seed another`() {
        var scenario = ChaosScenario()
        scenario.nodes = 8
        scenario.duration = .seconds(240)
        scenario.keepsLines = true
        let (first, again, other) = (
            scenario.run(seed: 7), scenario.run(seed: 7), scenario.run(seed: 8)
        )
        #expect(first.trace.lines == again.trace.lines)
        #expect(first.trace.hash == again.trace.hash)
        #expect(first.trace.count == first.trace.lines.count)
        #expect(first.trace.count > 5_000)
        #expect(first.trace.hash != other.trace.hash)
    }

    @Test func `a plan has faults of every kind`() {
        let plan = FaultPlan.chaos(nodes: 20, until: .origin + .seconds(3_600), seed: 1)
        var kinds: Set<String> = []
        for step in plan.steps { kinds.insert("\(step.fault)".prefix { $0 != "(" }.description) }
        let expected: Set = [
            "weather", "cut", "mend", "pause", "resume", "slow", "quicken", "clockStep", "crash",
            "restart", "leave", "updateMetadata", "healAll",
        ]
        #expect(kinds == expected)
        #expect(plan.steps.last?.fault == .healAll)
        #expect(zip(plan.steps, plan.steps.dropFirst()).allSatisfy { $0.at <= $1.at })
    }
}
