// SPDX-License-Identifier: Apache-2.0

package import Membership

/// What a simulated cluster is made of; with a seed it is a whole run.
package struct ClusterSettings: Sendable {
    package var nodes: Int
    package var membership = MembershipSettings.lan
    package var weather = Weather.fair
    package var plan = FaultPlan.none
    package var carriage = Carriage.bytes
    /// Check everything of a participant after every so many events of the cluster; 0: never.
    package var checksEvery = 1
    /// Whether each node's view is followed change by change: memory for every pair of nodes.
    package var followsViews = true
    package var keepsLines = false
    /// The nodes start one after another within this time.
    package var startSpread: Duration = .seconds(1)
    /// Whether everyone knows everyone from the beginning, without joining.
    package var startsAcquainted = false
    /// How many nodes, from 0, are in everybody's join list.
    package var joinList = 3
    /// How often a node with company dials those of the join list whom it does not see alive;
    /// 0: only a node that sees nobody else alive goes back to its list.
    package var rejoinInterval: Duration = .zero

    package init(nodes: Int) { self.nodes = nodes }

    /// Whether nothing ever goes wrong, so that nobody may be suspected.
    var isFaultless: Bool { plan.steps.isEmpty && weather.loss == 0 && weather.reordering == 0 }
}
