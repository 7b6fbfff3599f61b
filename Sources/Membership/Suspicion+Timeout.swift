// SPDX-License-Identifier: Apache-2.0

import Determinism

extension Suspicion {
    /// How long after `start` the member is declared dead (spec §9.1, §9.2).
    var timeout: Duration {
        guard confirmationsWanted > 0 else { return floor }
        guard confirmations > 0 else { return ceiling }
        return Self.timeout(
            confirmations: confirmations,
            of: confirmationsWanted,
            floor: floor,
            ceiling: ceiling
        )
    }

    /// The least time a suspect has: grows with the logarithm of the cluster (spec §9.1, min).
    static func floor(multiplier: Int, members: Int, probeInterval: Duration) -> Duration {
        let scale = max(1, NaturalLogarithm.toBaseTen(of: max(1, members)))
        let thousandths = Int64(scale * 1_000)
        // Attosecond arithmetic of Duration would not truncate where the reference does.
        let factor = Int64(multiplier) * thousandths
        let (product, overflow) = probeInterval.nanoseconds.multipliedReportingOverflow(by: factor)
        return .nanoseconds((overflow ? .max : product) / 1_000)
    }

    /// The timeout after `confirmations` of `wanted`: in whole milliseconds, at least `floor`.
    static func timeout(
        confirmations: Int,
        of wanted: Int,
        floor: Duration,
        ceiling: Duration
    ) -> Duration {
        let share =
            NaturalLogarithm.of(Double(confirmations + 1)) / NaturalLogarithm.of(Double(wanted + 1))
        let most = Double(ceiling.nanoseconds) / 1e9
        let least = Double(floor.nanoseconds) / 1e9
        let seconds = most - share * (most - least)
        return max(floor, .milliseconds(Int64((seconds * 1_000).rounded(.down))))
    }
}
