// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

/// What Lifeguard is for: slow members do not make the others call healthy ones dead.
@Suite struct LifeguardTests {
    /// A few runs of few nodes: enough that SWIM errs by the hundred, at healthy members too.
    private func counts(with parts: LifeguardParts, lasting duration: Duration) -> LifeguardCounts {
        var sum = LifeguardCounts()
        for (blocked, open) in [(8_192, 64), (32_768, 256)] {
            var scenario = LifeguardScenario()
            scenario.nodes = 40
            scenario.anomalies = 4
            scenario.blocked = .milliseconds(blocked)
            scenario.open = .milliseconds(open)
            scenario.duration = duration
            scenario.parts = parts
            sum += scenario.run(seed: 1)
        }
        return sum
    }

    @Test func `Lifeguard has healthy members declared dead fifty times less often than SWIM`() {
        let swim = counts(with: [], lasting: .seconds(90))
        let lifeguard = counts(with: .all, lasting: .seconds(90))
        #expect(swim.falsePositivesAtHealthy > 100)
        #expect(swim.falsePositives > swim.falsePositivesAtHealthy)
        #expect(lifeguard.falsePositives * 50 <= swim.falsePositives)
        #expect(lifeguard.falsePositivesAtHealthy * 50 <= swim.falsePositivesAtHealthy)
    }

    @Test func `every part of Lifeguard changes what a cluster does`() {
        let traffic = LifeguardGrid.ablations.map { parts in
            counts(with: parts, lasting: .seconds(20)).traffic
        }
        for (index, one) in traffic.enumerated() {
            for other in traffic[..<index] { #expect(one != other) }
        }
        #expect(traffic[0][.nack] == 0)
        #expect(traffic[1][.nack] > 0)
    }

    @Test(arguments: [LifeguardParts(), .all])
    func `a crash is seen by everyone, and not before a suspicion could be refuted`(
        parts: LifeguardParts
    ) throws {
        var detection = LifeguardDetection()
        detection.nodes = 32
        detection.parts = parts
        let times = try #require(detection.run(seed: 3))
        // Five times the logarithm of 32, and a period of a probe before and after it.
        #expect(times.first > .seconds(7))
        #expect(times.first < .seconds(25))
        #expect(times.everywhere >= times.first)
        #expect(times.everywhere < times.first + .seconds(5))
    }
}
