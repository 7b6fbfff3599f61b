// SPDX-License-Identifier: Apache-2.0

/// What a node says of itself at one moment.
public struct NodeReport: Sendable {
    /// A named number.
    public struct Count: Sendable, Equatable {
        /// kebab-case, stable, for programs.
        public let name: String
        /// How many.
        public let value: UInt64
    }

    /// The node's own name.
    public let name: String
    /// What others are told: `ip:port`.
    public let advertisedAddress: String
    /// Where packets and streams are accepted: `ip:port`.
    public let boundAddress: String
    /// Since the start.
    public let uptime: Duration
    /// How often the node has refuted an accusation or changed its word about itself.
    public let incarnation: UInt32
    /// Lifeguard's local health: 0 is healthy.
    public let healthScore: Int
    /// Versions of the gossip protocol.
    public let protocolVersions: Member.Versions
    /// Versions of the application's protocol.
    public let delegateVersions: Member.Versions
    /// The node says goodbye, or has said it.
    public let isLeaving: Bool
    /// Ever-growing counts since the start, sorted by name.
    public let counters: [Count]
    /// Present depths, sorted by name.
    public let queues: [Count]
}
