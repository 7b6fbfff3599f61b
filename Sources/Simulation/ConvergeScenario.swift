// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership

/// How quickly a cluster at rest learns of a change of one member, and of a crash.
///
/// Everyone knows everyone from the beginning. Then, every three seconds and in turn, one member
/// changes its metadata and one, never the same, crashes.
package struct ConvergeScenario: Equatable, Sendable {
    package var nodes = 100
    /// How many members change, and how many crash: at most a tenth of the nodes, and at least one.
    package var samples = 10

    private static let rest = Duration.seconds(5)
    private static let pace = Duration.seconds(3)
    /// After the last crash: the longest suspicion of 10,000 members lasts 96 s.
    private static let patience = Duration.seconds(110)

    package init() {}

    package func run(seed: UInt64) -> ConvergeResult {
        var settings = ClusterSettings(nodes: nodes)
        settings.carriage = .values
        settings.checksEvery = 0
        settings.followsViews = false
        settings.startsAcquainted = true
        settings.startSpread = .zero
        // Names a plan, so that suspicions are expected.
        settings.plan.add(.healAll, at: .origin)
        var cluster = Cluster(settings, seed: seed)
        var random = SplitMix64(seed: ~seed)
        var numbers = Array(0..<nodes)
        numbers.shuffle(using: &random)
        let count = max(1, min(samples, nodes / 10))
        let crashing = Array(numbers.prefix(count))
        let changing = Array(numbers.dropFirst(count).prefix(count))
        cluster.keepsChanges = true
        cluster.watched = Set(crashing + changing)
        cluster.run(to: .origin + Self.rest)
        var updates: [Instant] = []
        var crashes: [Instant] = []
        for (changed, crashed) in zip(changing, crashing) {
            // Somewhere between the ticks of everybody's clocks.
            cluster.run(to: cluster.now + Self.pace + random.part(of: .seconds(1)))
            cluster.disturb(.updateMetadata(changed))
            updates.append(cluster.now)
            cluster.run(to: cluster.now + Self.pace + random.part(of: .seconds(1)))
            cluster.disturb(.crash(crashed))
            crashes.append(cluster.now)
        }
        cluster.run(to: cluster.now + Self.patience)
        var result = ConvergeResult(nodes: nodes)
        result.events = cluster.counts.events
        result.violations = cluster.checker.violations
        for (crashed, (node, at)) in zip(changing, updates).enumerated() {
            result.addNews(of: node, at: at, among: nodes - crashed, cluster)
        }
        let interval = settings.membership.probeInterval
        for (node, at) in zip(crashing, crashes) {
            result.addCrash(of: node, at: at, probing: interval, cluster)
        }
        return result
    }
}
