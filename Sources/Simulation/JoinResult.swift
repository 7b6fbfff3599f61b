// SPDX-License-Identifier: Apache-2.0

/// What a run of a ``JoinScenario`` has shown.
package struct JoinResult: Equatable, Sendable {
    package let nodes: Int
    /// Of the cluster's time, until everyone saw everyone alive; `nil`: it did not come to that.
    package internal(set) var joined: Duration?
    /// From a crash until everyone saw the one dead.
    package internal(set) var buried: Duration?
    package internal(set) var suspicionsWhileJoining = 0
    package internal(set) var deathsWhileJoining = 0
    /// How long the run was, of the cluster's time.
    package internal(set) var simulated = Duration.zero
    package internal(set) var counts = ClusterCounts()
    /// The hash of the run's trace: what was sent, heard and seen, by whom and when.
    package internal(set) var trace: UInt64 = 0
    package internal(set) var violations: [Violation] = []

    init(nodes: Int) { self.nodes = nodes }
}
