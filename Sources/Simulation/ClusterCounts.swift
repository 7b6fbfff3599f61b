// SPDX-License-Identifier: Apache-2.0

/// What a simulated cluster did, counted.
package struct ClusterCounts: Equatable, Sendable {
    package internal(set) var events = 0
    /// What was handed to the network.
    package internal(set) var traffic = TrafficCounts()
    package internal(set) var packetsLost = 0
    package internal(set) var streamsFailed = 0
    package internal(set) var faults = 0
    package internal(set) var suspicions = 0
    package internal(set) var deaths = 0

    package init() {}

    package var messages: Int { traffic.messages }
    package var bytes: Int { traffic.bytes }
}
