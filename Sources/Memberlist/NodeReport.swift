// SPDX-License-Identifier: Apache-2.0

/// What a node says of itself at one moment.
public struct NodeReport: Sendable {
    /// A named number.
    public struct Count: Sendable, Equatable {
        /// kebab-case, stable, for programs.
        public let name: String
        public let value: UInt64
    }

    public let name: String
    /// What others are told: `ip:port`.
    public let advertisedAddress: String
    /// Where packets and streams are accepted: `ip:port`.
    public let boundAddress: String
    public let uptime: Duration
    public let incarnation: UInt32
    /// Lifeguard's local health: 0 is healthy.
    public let healthScore: Int
    public let protocolVersions: Member.Versions
    public let delegateVersions: Member.Versions
    public let isLeaving: Bool
    /// Ever-growing counts since the start, sorted by name.
    public let counters: [Count]
    /// Present depths, sorted by name.
    public let queues: [Count]
}
