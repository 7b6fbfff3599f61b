// SPDX-License-Identifier: Apache-2.0

package import Messaging
package import Metrics

/// Everything a node can be told before it starts.
///
/// The names are those of memberlist's `Config`, and so are the defaults. What has no meaning here
/// is left out: DNSConfigPath (the system's resolver is asked), Transport, LogOutput (give
/// ``Node/start(_:logger:)`` a logger), and MsgpackUseNewTimeFormat (no message carries a time).
/// What cannot be, alone or together, makes the start fail with ``NodeStartError/impossible(_:)``.
public struct NodeSettings: Sendable {
    // MARK: Identity

    /// Unique in the cluster, not empty.
    public var name: String
    /// An IP literal; `0.0.0.0` and `::` mean every interface.
    public var bindAddress = "0.0.0.0"
    /// For packets and streams alike; 0 lets the system choose.
    public var bindPort: UInt16 = 7946
    /// What others are told; an IP literal, or `nil` to find out (spec §15.1).
    public var advertiseAddress: String?
    /// The port that others are told; `nil`: the bound one.
    public var advertisePort: UInt16?
    /// At most 512 bytes, gossiped to all.
    public var metadata: [UInt8] = []
    /// Whether to send to nobody whose name is not known (RequireNodeNames).
    ///
    /// Join addresses must then be `name/host`, and a ping, relayed or not, must name its target.
    public var requireNodeNames = false

    // MARK: Timings

    /// How quick and how thorough this node is.
    public var profile = Profile.lan
    /// After how long the name of a dead member may be taken from another address
    /// (DeadNodeReclaimTime); at most a day.
    ///
    /// Zero: never.
    public var deadNodeReclaimTime = Duration.zero
    /// Never ping over a stream what does not answer packets (DisableTcpPings).
    public var disableTcpPings = false
    /// Members, by name, that are never pinged over a stream (DisableTcpPingsForNode).
    public var disableTcpPingsForNode: Set<String> = []

    // MARK: Who may take part

    /// At most 255 bytes, none when empty; nodes with different labels cannot talk.
    public var label: [UInt8] = []
    /// Whether an outer layer takes the labels off what comes in (SkipInboundLabelCheck).
    ///
    /// What then still has one is dropped.
    public var skipInboundLabelCheck = false
    /// Networks that members may be in, like `10.0.0.0/8` (CIDRsAllowed); none given: any.
    ///
    /// A mapped IPv4 address counts as IPv4. The advertised address must be in one of them.
    public var cidrsAllowed: [String] = []
    /// Of 16, 24 or 32 bytes each (AES-128, AES-192, AES-256): the first encrypts, all decrypt.
    ///
    /// None: nothing is encrypted. They can be changed while the node runs.
    public var keys: [[UInt8]] = []
    /// With keys, whether to refuse what is not encrypted (GossipVerifyIncoming).
    ///
    /// False only while a cluster moves to encryption.
    public var verifyIncoming = true
    /// With keys, whether to encrypt what is sent (GossipVerifyOutgoing).
    ///
    /// False only while a cluster moves to encryption.
    public var verifyOutgoing = true

    // MARK: Protocol

    /// Compress what is sent; what is received compressed is always understood
    /// (EnableCompression).
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

    // MARK: Sizes

    /// Bytes of a packet beside the headers of IP and UDP (UDPBufferSize).
    ///
    /// At least what the announcement of this node needs, at most 65,507.
    public var udpBufferSize = 1_400
    /// What the system is asked to keep of received packets, at least 4,096 bytes.
    ///
    /// What it refuses is halved until it agrees.
    public var receiveBufferBytes = 2 * 1_024 * 1_024
    /// The same of packets to send; `nil`: what the system gives by default.
    public var sendBufferBytes: Int?
    /// How many events or messages a reader may leave unread before its sequence is ended.
    ///
    /// At least 1. memberlist's HandoffQueueDepth, 1,024 there, bounds what its one reader may.
    public var handoffQueueDepth = 4_096

    // MARK: Joining

    /// Addresses to join in the background, retried until one is reached: `[name/]host[:port]`.
    public var join: [String] = []
    /// Whether to say in Serf's words that the node leaves, before it does.
    ///
    /// Serf, and so Consul and Nomad, take a plain memberlist leave for a failure. With this,
    /// ``Node/leave(timeout:)`` first gossips Serf's leave intent, and `serf members` shows the
    /// node as *left*. The intent is dated by the cluster's Lamport clock, which the node reads
    /// from what Serf sends it. Members that are not Serf receive the intent as a message.
    public var announcesLeaveToSerf = false

    // MARK: Lanes

    /// Whether this node keeps lanes to the members that have them too, and says in its metadata
    /// that it does.
    ///
    /// A lane is one lasting connection of two nodes that confirm to each other what they hold;
    /// members without lanes, as all of Go's memberlist are, are not concerned. With this, metadata
    /// that is empty, or a JSON object without a member `pingd`, gets `"pingd":{"v":1}` added where
    /// it fits in 512 bytes. Off by default, since metadata is the application's own. Confirmed
    /// messages and calls need it on both nodes: <doc:ConfirmedMessagesAndCalls>.
    public var lanes = false

    // MARK: The application and its metrics

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
    /// Addresses of members known before a restart, dialled with `join` at the start; a node that
    /// has these alone is ready without having reached one.
    package var formerMembers: [String] = []
    /// The ping/pong engine; `nil`: messages are only handed to the application.
    package var pingPong: PingPongSettings?
    /// Whether `news` says of each message from a lane when it is kept; otherwise it is as soon as
    /// `news` returns.
    package var leavesCustody = false
    /// Up to where a journal holds what a peer has sent; asked on the node's thread when a lane
    /// begins, and must not block.
    package var acceptedBefore: (@Sendable (_ peer: String) -> LaneReceipt?)?
    /// The methods that the program answers from the start on.
    package var methods: [String: CallMethod] = [:]
    /// Answers all methods that nobody else does; `nil`: there are none.
    package var calls: CallMethod?
    /// Told all that happens, from the start on.
    package var news: (@Sendable (NodeNews) -> Void)?

    /// memberlist's defaults for machines that share a network.
    public init(name: String) { self.name = name }
}
