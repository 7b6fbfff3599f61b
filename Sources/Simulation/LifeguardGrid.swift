// SPDX-License-Identifier: Apache-2.0

/// Which runs make up the experiment: every number of slow members with every time blocked and
/// every window.
package struct LifeguardGrid: Equatable, Sendable {
    /// How many members are slow (the paper's C).
    package var anomalies = [1, 4, 8, 16, 32]
    /// For how many milliseconds they hear and say nothing (D).
    package var blocked = [512, 4_096, 32_768]
    /// For how many milliseconds they then do (I).
    package var open = [4, 256, 16_384]
    package var nodes = 128
    /// What is measured with each of them; SWIM, which the others are compared with, is the first.
    package static let ablations: [LifeguardParts] = [
        [], .awareness, .dynamicSuspicion, .buddy, .all,
    ]

    package init() {}

    /// A small part of it, for a look.
    package static let quick: LifeguardGrid = {
        var grid = LifeguardGrid()
        grid.anomalies = [4, 16]
        grid.blocked = [4_096, 32_768]
        grid.open = [256]
        return grid
    }()

    /// All runs, those that differ in `parts` alone beside one another.
    package var scenarios: [LifeguardScenario] {
        var scenarios: [LifeguardScenario] = []
        var scenario = LifeguardScenario()
        scenario.nodes = nodes
        for anomalies in anomalies {
            scenario.anomalies = anomalies
            for blocked in blocked {
                scenario.blocked = .milliseconds(blocked)
                for open in open {
                    scenario.open = .milliseconds(open)
                    for parts in Self.ablations {
                        scenario.parts = parts
                        scenarios.append(scenario)
                    }
                }
            }
        }
        return scenarios
    }
}
