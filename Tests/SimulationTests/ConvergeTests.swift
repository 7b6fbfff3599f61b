// SPDX-License-Identifier: Apache-2.0

import Determinism
import Simulation
import Testing

/// How fast news spreads, as the papers count it, in clusters small enough for every build.
@Suite struct ConvergeTests {
    @Test func `news reaches 99 of 100 before the logistic curve does, and crashes are found`() {
        var scenario = ConvergeScenario()
        scenario.nodes = 100
        let result = scenario.run(seed: 1)
        #expect(result.violations.isEmpty)
        #expect(result.missed == 0)
        #expect(result.news.count == 10)
        let logistic = ConvergeResult.logisticSeconds(nodes: 100)
        #expect(result.news.allSatisfy { $0 < .seconds(logistic) })
        #expect(result.detections.allSatisfy { (1..<199).contains($0) })
        #expect(result.detections.reduce(0, +) < 40)
        #expect(zip(result.suspicions, result.deaths).allSatisfy { $0 < $1 })
        #expect(result == scenario.run(seed: 1))
    }

    @Test func `the logistic curve is the published one`() {
        let published = [(30, 1.07), (100, 1.23), (1_000, 1.53), (10_000, 1.84)]
        for (nodes, seconds) in published {
            #expect(abs(ConvergeResult.logisticSeconds(nodes: nodes) - seconds) < 0.006)
        }
    }

    @Test func `a cluster forms by way of its first node, and learns of a crash`() {
        var scenario = JoinScenario()
        scenario.nodes = 40
        scenario.startSpread = .seconds(5)
        var complete: [Int] = []
        let result = scenario.run(seed: 1) { stage, _ in
            if case .joining(let count) = stage { complete.append(count) }
        }
        #expect(result.violations.isEmpty)
        #expect(complete.last == 40)
        #expect(result.joined! >= .seconds(5))
        #expect(result.suspicionsWhileJoining == 0)
        #expect(result.buried! > .seconds(5))
        #expect(result.counts.deaths >= 38)
    }
}
