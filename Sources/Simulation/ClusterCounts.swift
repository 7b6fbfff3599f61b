// SPDX-License-Identifier: Apache-2.0

/// What a simulated cluster did, counted.
package struct ClusterCounts: Equatable, Sendable {
    package internal(set) var events = 0
    /// Packets and streams' frames handed to the network; the papers' messages.
    package internal(set) var messages = 0
    package internal(set) var bytes = 0
    package internal(set) var packetsLost = 0
    package internal(set) var streamsFailed = 0
    package internal(set) var faults = 0
    package internal(set) var suspicions = 0
    package internal(set) var deaths = 0

    package init() {}
}
