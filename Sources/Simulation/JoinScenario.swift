// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// A cluster from nothing: every node joins by way of the first; when everyone sees everyone alive,
/// one crashes, and it ends when everyone alive sees that one dead.
package struct JoinScenario: Equatable, Sendable {
    package enum Stage: Equatable, Sendable {
        /// How many of all see all.
        case joining(Int)
        /// How many do not see the dead one dead.
        case burying(Int)
    }

    package var nodes = 1_000
    /// The nodes start one after another within this time.
    package var startSpread: Duration = .seconds(30)
    /// How long to wait for either end.
    package var patience: Duration = .seconds(1_800)

    package init() {}

    package func run(seed: UInt64, progress: (Stage, ClusterCounts) -> Void) -> JoinResult {
        var settings = ClusterSettings(nodes: nodes)
        settings.carriage = .values
        // All of a participant is looked at now and then: it costs as much as its table is long.
        settings.checksEvery = 100_000
        settings.followsViews = false
        settings.startSpread = startSpread
        settings.joinList = 1
        // Names a plan, so that suspicions are expected.
        settings.plan.add(.healAll, at: .origin)
        var cluster = Cluster(settings, seed: seed)
        var result = JoinResult(nodes: nodes)
        let joined = wait(&cluster) { cluster in
            let complete = cluster.count(seeing: nodes)
            progress(.joining(complete), cluster.counts)
            return complete == nodes
        }
        result.suspicionsWhileJoining = cluster.counts.suspicions
        result.deathsWhileJoining = cluster.counts.deaths
        if let joined {
            result.joined = joined - .origin
            result.buried = bury(&cluster, progress).map { $0 - joined }
        }
        result.simulated = cluster.now - .origin
        result.counts = cluster.counts
        result.trace = cluster.trace.hash
        result.violations = cluster.checker.violations
        return result
    }

    private func bury(
        _ cluster: inout Cluster,
        _ progress: (Stage, ClusterCounts) -> Void
    ) -> Instant? {
        let crashed = nodes / 2
        cluster.disturb(.crash(crashed))
        return wait(&cluster) { cluster in
            let ignorant = (0..<nodes).count { number in
                guard number != crashed, let view = cluster.view(number, of: crashed) else {
                    return false
                }
                return view != .dead
            }
            progress(.burying(ignorant), cluster.counts)
            return ignorant == 0
        }
    }

    /// When `isReached` first, looking every half second of the cluster's time.
    private func wait(
        _ cluster: inout Cluster,
        until isReached: (inout Cluster) -> Bool
    ) -> Instant? {
        let end = cluster.now + patience
        while cluster.now < end, cluster.checker.violations.isEmpty {
            cluster.run(to: cluster.now + .milliseconds(500))
            if isReached(&cluster) { return cluster.now }
        }
        return nil
    }
}
