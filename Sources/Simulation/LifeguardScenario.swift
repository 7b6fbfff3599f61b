// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership

/// Healthy members that are declared dead because others are slow: the interval experiment of the
/// Lifeguard paper (§V.D).
///
/// Some of the nodes handle and send messages only in short windows, all at the same times: what
/// comes in between waits in their sockets, what they want to say waits too, up to
/// `SimulatedNode.maximumWaiting` packets each way, while their timers run on.
package struct LifeguardScenario: Equatable, Sendable {
    package var nodes = 128
    /// How many of them are slow; these are the first.
    package var anomalies = 8
    /// How long they hear and say nothing.
    package var blocked: Duration = .milliseconds(8_192)
    /// And for how long they then do.
    package var open: Duration = .milliseconds(64)
    /// How long this goes on; the cluster has had `formation` before.
    package var duration: Duration = .seconds(120)
    package var parts = LifeguardParts.all

    package init() {}

    package static let formation = Duration.seconds(15)

    /// A cluster that has formed, with the paper's parameters: α 5, β 6, and so K 3.
    static func cluster(nodes: Int, parts: LifeguardParts, seed: UInt64) -> Cluster {
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
        cluster.run(to: .origin + formation)
        return cluster
    }

    package func run(seed: UInt64) -> LifeguardCounts {
        var cluster = Self.cluster(nodes: nodes, parts: parts, seed: seed)
        let start = cluster.now
        let before = cluster.counts.traffic
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
        counts.traffic = cluster.counts.traffic - before
        return counts
    }
}
