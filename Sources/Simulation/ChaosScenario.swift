// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Twenty nodes, every kind of fault for ten minutes of their time, then peace: everything that
/// must hold is checked on the way, and at the end everyone must see the truth.
package struct ChaosScenario: Equatable, Sendable {
    package var nodes = 20
    /// How long it lasts, healing included.
    package var duration: Duration = .seconds(600)
    /// How long after the last fault views may differ from the truth: the longest suspicion of a
    /// cluster of twenty is 32 s, a round of probes 20 s, and a push/pull, or a dial of one of the
    /// dead, is due every 30 s to 45 s at each node.
    package var healing: Duration = .seconds(150)
    package var carriage = Carriage.bytes
    package var keepsLines = false
    package var checksEvery = 8
    /// As `pingd` does it; see `ClusterSettings.rejoinInterval`.
    package var rejoinInterval: Duration = .seconds(60)

    package init() {}

    /// Runs the whole of it; the same seed gives the same result.
    package func run(seed: UInt64) -> ChaosResult {
        var settings = ClusterSettings(nodes: nodes)
        let end = Instant.origin + duration
        let healedAt = end - healing
        settings.plan = .chaos(nodes: nodes, until: healedAt, seed: seed)
        settings.carriage = carriage
        settings.keepsLines = keepsLines
        settings.checksEvery = checksEvery
        settings.rejoinInterval = rejoinInterval
        var cluster = Cluster(settings, seed: ~seed)
        cluster.run(to: healedAt)
        var agreedAt: Instant?
        while cluster.checker.violations.isEmpty, cluster.now < end {
            cluster.run(to: cluster.now + .seconds(1))
            let disagreement = cluster.disagreement
            if disagreement != nil { agreedAt = nil } else { agreedAt = agreedAt ?? cluster.now }
        }
        if cluster.checker.violations.isEmpty, let words = cluster.disagreement {
            cluster.checker.fail(0, at: cluster.now, "\(words), \(healing) after the last fault")
        }
        return ChaosResult(
            seed: seed,
            violations: cluster.checker.violations,
            convergence: agreedAt.map { $0 - healedAt },
            counts: cluster.counts,
            trace: cluster.trace
        )
    }
}
