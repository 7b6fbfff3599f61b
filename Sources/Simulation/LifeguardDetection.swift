// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership

/// How long it takes a cluster without slow members to see that one of it has crashed.
package struct LifeguardDetection: Equatable, Sendable {
    package struct Times: Equatable, Sendable {
        /// Until the first other member declares it dead.
        package let first: Duration
        /// Until every other member has.
        package let everywhere: Duration
    }

    package var nodes = 128
    package var parts = LifeguardParts.all
    private static let patience = Duration.seconds(120)

    package init() {}

    /// `nil` when somebody had not seen it after two minutes.
    package func run(seed: UInt64) -> Times? {
        var cluster = LifeguardScenario.cluster(nodes: nodes, parts: parts, seed: seed)
        // At no particular time within the period of a probe.
        let crash = cluster.now + .milliseconds(Int(seed % 1_000))
        cluster.run(to: crash)
        let victim = nodes - 1
        cluster.disturb(.crash(victim))
        while cluster.now < crash + Self.patience {
            cluster.run(to: cluster.now + .seconds(1))
            let verdicts = cluster.changes.filter { change in
                change.kind == .died && change.subject == victim && change.at >= crash
            }
            guard Set(verdicts.map(\.node)).count == nodes - 1,
                let first = verdicts.first, let last = verdicts.last
            else { continue }
            return Times(first: first.at - crash, everywhere: last.at - crash)
        }
        return nil
    }
}
