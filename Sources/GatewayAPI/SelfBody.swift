// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /self`: this node, its counters and its queues.
package struct SelfBody: Codable, Equatable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case name, version, address, bind, http, uptimeSeconds, incarnation, healthScore
        case protocolVersions = "protocol"
        case delegateVersions = "delegate"
        case ready, joined, leaving, permissions, counters, queues
    }

    package var name: String
    /// Of the program.
    package var version: String
    /// What others are told: `ip:port`.
    package var address: String
    /// Where packets and streams are accepted: `ip:port`.
    package var bind: String
    /// Where this API listens: `ip:port` or `unix:/path`.
    package var http: String
    package var uptimeSeconds: Double
    package var incarnation: UInt32
    /// Lifeguard's local health: 0 is healthy.
    package var healthScore: Int
    /// Versions of the gossip protocol (`protocol`).
    package var protocolVersions: VersionsBody
    /// Versions of the application's protocol (`delegate`).
    package var delegateVersions: VersionsBody
    package var ready: Bool
    /// Somebody was reached, by a join or because another joined this node.
    package var joined: Bool
    package var leaving: Bool
    /// What whoever asks may do: `read`, `send`, `operate`.
    package var permissions: [String]?
    /// Ever-growing counts since the start, by kebab-case name; those of HTTP begin with `http-`.
    package var counters: [String: UInt64]
    /// Present depths, by kebab-case name.
    package var queues: [String: UInt64]

    package init(
        name: String,
        version: String,
        address: String,
        bind: String,
        http: String,
        uptimeSeconds: Double,
        incarnation: UInt32,
        healthScore: Int,
        protocolVersions: VersionsBody,
        delegateVersions: VersionsBody,
        ready: Bool,
        joined: Bool,
        leaving: Bool,
        permissions: [String]? = nil,
        counters: [String: UInt64],
        queues: [String: UInt64]
    ) {
        self.name = name
        self.version = version
        self.address = address
        self.bind = bind
        self.http = http
        self.uptimeSeconds = uptimeSeconds
        self.incarnation = incarnation
        self.healthScore = healthScore
        self.protocolVersions = protocolVersions
        self.delegateVersions = delegateVersions
        self.ready = ready
        self.joined = joined
        self.leaving = leaving
        self.permissions = permissions
        self.counters = counters
        self.queues = queues
    }
}
