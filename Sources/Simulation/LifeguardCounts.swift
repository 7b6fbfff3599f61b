// SPDX-License-Identifier: Apache-2.0

/// What a cluster with slow members did; sums over runs are sums of these.
package struct LifeguardCounts: Equatable, Sendable {
    /// How often any member declared one dead that was not slow.
    package var falsePositives = 0
    /// Those of them that happened at members that were not slow either.
    package var falsePositivesAtHealthy = 0
    package var traffic = TrafficCounts()

    package init() {}

    package static func += (sum: inout Self, other: Self) {
        sum.falsePositives += other.falsePositives
        sum.falsePositivesAtHealthy += other.falsePositivesAtHealthy
        sum.traffic += other.traffic
    }
}
