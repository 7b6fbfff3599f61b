// SPDX-License-Identifier: Apache-2.0

package import Metrics

/// Everything a node can be told before it starts.
public struct NodeSettings: Sendable {
    /// memberlist's three sets of timings (spec §16).
    public enum Profile: String, Sendable, CaseIterable {
        case lan
        case wan
        case local
    }

    /// Unique in the cluster, not empty.
    public var name: String
    /// An IP literal; `0.0.0.0` and `::` mean every interface.
    public var bindAddress = "0.0.0.0"
    /// For packets and streams alike; 0 lets the system choose.
    public var bindPort: UInt16 = 7946
    /// What others are told; an IP literal, or `nil` to find out (spec §15.1).
    public var advertiseAddress: String?
    /// `nil`: the bound port.
    public var advertisePort: UInt16?
    public var profile = Profile.lan
    /// At most 512 bytes, gossiped to all.
    public var metadata: [UInt8] = []
    /// At most 255 bytes, none when empty; nodes with different labels cannot talk.
    public var label: [UInt8] = []
    /// Of 16, 24 or 32 bytes each (AES-128, AES-192, AES-256): the first encrypts, all decrypt.
    ///
    /// None: nothing is encrypted. They can be changed while the node runs.
    public var keys: [[UInt8]] = []
    /// With keys, whether to refuse what is not encrypted.
    ///
    /// False only while a cluster moves to encryption.
    public var verifyIncoming = true
    /// With keys, whether to encrypt what is sent.
    ///
    /// False only while a cluster moves to encryption.
    public var verifyOutgoing = true
    /// Compress what is sent; what is received compressed is always understood.
    public var compression = true
    /// The version of the gossip protocol to speak, from 1 to 5 (memberlist's ProtocolVersion).
    ///
    /// All five are understood and announced. 1 pads what is encrypted and takes every member to
    /// listen on this node's own port; what 3 to 5 brought is used with whoever announces it.
    public var protocolVersion: UInt8 = 2
    /// Versions of the application's own protocol (memberlist's DelegateProtocolMin,
    /// DelegateProtocolMax and DelegateProtocolVersion).
    ///
    /// Members whose versions do not fit refuse to merge (spec §7).
    public var delegateVersions = Member.Versions(min: 0, max: 0, current: 0)
    /// Addresses to join in the background, retried until one is reached: `[name/]host[:port]`.
    public var join: [String] = []
    /// Whether to say in Serf's words that the node leaves, before it does.
    ///
    /// Serf, and so Consul and Nomad, take a plain memberlist leave for a failure. With this,
    /// ``Node/leave(timeout:)`` first gossips Serf's leave intent, and `serf members` shows the
    /// node as *left*. The intent is dated by the cluster's Lamport clock, which the node reads
    /// from what Serf sends it. Members that are not Serf receive the intent as a message.
    public var announcesLeaveToSerf = false
    /// What the application has a say in (memberlist's delegates).
    public var hooks = NodeHooks()
    /// Added to every metric of the node, besides its own labels (memberlist's MetricLabels).
    public var metricLabels: [String: String] = [:]
    /// How often the length of the queue of broadcasts is sampled; zero: never (memberlist's
    /// QueueCheckInterval).
    public var queueCheckInterval = Duration.seconds(30)
    /// Where metrics go; `nil`: to what `MetricsSystem` was bootstrapped with.
    package var metricsFactory: (any MetricsFactory)?
    /// How often the addresses of `join` at which nobody is seen alive are dialled; zero: never.
    package var rejoinInterval = Duration.seconds(60)
    /// The ping/pong engine; `nil`: messages are only handed to the application.
    package var pingPong: PingPongSettings?

    public init(name: String) { self.name = name }
}
