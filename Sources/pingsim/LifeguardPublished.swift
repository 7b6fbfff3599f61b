// SPDX-License-Identifier: Apache-2.0

import Simulation

/// What the Lifeguard paper found, as ratios to SWIM (its tables of the interval experiment).
struct LifeguardPublished {
    let falsePositives: Double
    let falsePositivesAtHealthy: Double
    let messages: Double
    let bytes: Double

    init(_ parts: LifeguardParts) {
        let ratios =
            switch parts {
            case .awareness: (0.677, 0.329, 0.985, 0.900)
            case .dynamicSuspicion: (0.030, 0.067, 1.113, 1.065)
            case .buddy: (0.941, 0.446, 1.001, 0.990)
            case .all: (0.0153, 0.0189, 1.106, 0.980)
            default: (1.0, 1.0, 1.0, 1.0)
            }
        (falsePositives, falsePositivesAtHealthy, messages, bytes) = ratios
    }
}
