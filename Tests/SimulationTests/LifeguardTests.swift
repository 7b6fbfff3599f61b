// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

/// What Lifeguard is for: slow members do not make the others call healthy ones dead.
@Suite struct LifeguardTests {
    @Test func `with Lifeguard far fewer healthy members are declared dead than with SWIM`() {
        var scenario = LifeguardScenario()
        scenario.nodes = 16
        scenario.anomalies = 2
        scenario.duration = .seconds(40)
        scenario.parts = []
        let swim = scenario.run(seed: 1)
        scenario.parts = .all
        let lifeguard = scenario.run(seed: 1)
        #expect(swim.falsePositives > 10)
        #expect(lifeguard.falsePositives * 10 < swim.falsePositives)
        #expect(swim.falsePositivesAtHealthy <= swim.falsePositives)
        #expect(swim.messages > 1_000)
        #expect(swim.bytes > swim.messages)
    }
}
