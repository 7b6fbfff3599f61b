// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership

/// Healthy members that are declared dead because others are slow: the interval experiment of the
/// Lifeguard paper (§V.D).
///
/// Some of the nodes handle and send messages only in short windows, all
/// at the same times, while their timers run on.
package struct LifeguardScenario: Equatable, Sendable {
    package var nodes = 128
    /// How many of them are slow.
    package var anomalies = 8
    /// How long they hear and say nothing.
    package var blocked: Duration = .seconds(8)
    /// And for how long they then do.
    package var open: Duration = .milliseconds(64)
    /// How long this goes on; the cluster has had 15 s to form.
    package var duration: Duration = .seconds(120)
    package var parts = LifeguardParts.all

    package init() {}

    package func run(seed: UInt64) -> LifeguardCounts {
        var settings = ClusterSettings(nodes: nodes)
        settings.membership.suspicionMult = 5
        settings.membership.suspicionMaxTimeoutMult = 6
        parts.apply(to: &settings.membership)
        settings.carriage = .values
        settings.checksEvery = 0
        settings.followsViews = false
        // Names a plan, so that suspicions are expected.
        settings.plan.add(.healAll, at: .origin)
        var cluster = Cluster(settings, seed: seed)
        cluster.keepsChanges = true
        let start = Instant.origin + .seconds(15)
        cluster.run(to: start)
        let before = cluster.counts
        for node in 0..<anomalies {
            cluster.disturb(.slow(node, blocked: blocked, open: open))
        }
        cluster.run(to: start + duration)
        var counts = LifeguardCounts()
        let verdicts = cluster.changes.filter { change in
            change.kind == .died && change.at > start && change.subject >= anomalies
        }
        counts.falsePositives = verdicts.count
        counts.falsePositivesAtHealthy = verdicts.count { $0.node >= anomalies }
        counts.messages = cluster.counts.messages - before.messages
        counts.bytes = cluster.counts.bytes - before.bytes
        return counts
    }
}
