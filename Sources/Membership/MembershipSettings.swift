// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What a `Participant` may be told to do differently, by memberlist's names (spec §16).
///
/// Whoever makes one from an operator's words validates it: intervals that are not negative, counts
/// and multipliers that are not either, a buffer with room for a message.
package struct MembershipSettings: Sendable, Equatable {
    // MARK: Failure detection

    /// Between two probes; also how long a healthy node's probe lasts.
    ///
    /// Zero: no probes, and nobody is forgotten.
    package var probeInterval: Duration = .seconds(1)
    /// How long a direct ack is waited for, and how long a relay waits; never scaled.
    package var probeTimeout: Duration = .milliseconds(500)
    /// How many members are asked to ping a silent one.
    package var indirectChecks = 3
    /// Never ping over a stream.
    package var disableTcpPings = false
    /// Members that are never pinged over a stream.
    package var disableTcpPingsForNode: Set<MemberName> = []
    /// Local health scores are 0 ..< this.
    package var awarenessMaxMultiplier = 8
    package var suspicionMult = 4
    package var suspicionMaxTimeoutMult = 6
    /// Whether independent accusers shorten a suspicion that else lasts long (Lifeguard IV.B).
    ///
    /// Off, every suspicion lasts as long as SWIM's: for measuring what this is good for.
    package var confirmsSuspicions = true
    /// Whether relays are asked to say so when they hear nothing (Lifeguard IV.A); as above.
    package var requestsNacks = true
    /// Whether `Output.probed` tells of each probe.
    package var reportsProbes = false
    /// Whether a suspect hears the accusation with each ping (Lifeguard IV.C); as above.
    package var accusesInPings = true

    // MARK: Dissemination

    /// Between two rounds of gossip; zero: none, broadcasts only ride on probes.
    package var gossipInterval: Duration = .milliseconds(200)
    /// How many members hear of news in each interval; zero: no gossip, as with the interval.
    package var gossipNodes = 3
    /// For how long the dead still hear gossip; then they are forgotten.
    package var gossipToTheDeadTime: Duration = .seconds(30)
    package var retransmitMult = 4
    /// Between two push/pulls in a small cluster; zero: none but those of a join.
    package var pushPullInterval: Duration = .seconds(30)
    /// How often one of the dead is asked whether it lives; ours, 0 turns it off.
    package var reconnectInterval: Duration = .seconds(30)
    /// After how long the name of a dead member may be taken from another address; zero: never.
    package var deadNodeReclaimTime: Duration = .zero
    /// For how long a member must be dead before it is looked whether another that claims its name
    /// may have it (ours, beside the above); zero: not at all.
    package var takeoverTime: Duration = .seconds(5)
    /// Whether to answer an outdated alive about a member held suspect, dead or left by telling
    /// the accusation once more (spec §8.6; ours): a restarted member hears it and can refute.
    package var answersOutdatedAlive = true
    /// Whether to ignore an alive whose versions could not be merged with ours (spec §7; ours).
    package var checksVersions = true

    // MARK: Packets

    /// Bytes of one packet, everything included but the headers of UDP and IP.
    package var udpBufferSize = 1_400
    /// Bytes that framing adds to every packet, given by the driver: label header and encryption
    /// (spec §5.7).
    package var packetOverhead = 0

    // MARK: Identity

    /// What this node speaks, from 1 to 5; with 1, ports in messages are ignored.
    package var protocolVersion: UInt8 = 2
    package var delegateProtocolMin: UInt8 = 0
    package var delegateProtocolMax: UInt8 = 0
    package var delegateProtocolVersion: UInt8 = 0
    /// Stands for a port that a message leaves out (spec §4); zero: the own advertised port.
    package var bindPort: UInt16 = 0
    /// Whether a ping, direct or to be relayed, must name its target (spec §15.3).
    package var requireNodeNames = false
    /// Who may be a member (memberlist's `CIDRsAllowed`); empty: anyone.
    package var allowedNetworks: [NetworkPrefix] = []

    // MARK: Limits of ours, against peers that lie

    /// Entries in the member table, whatever their state; more are counted and ignored.
    package var maximumMembers = 65_536
    /// Indirect pings in flight on behalf of others; more are counted and ignored.
    package var maximumRelays = 4_096
    /// Pings that an operator asked for and that may wait at once; more are refused.
    package var maximumPings = 1_024
    /// Broadcasts of the application that may wait; more are refused.
    package var maximumUserBroadcasts = 1_024
    /// Bytes of a member's name in a message; longer ones are counted and ignored.
    package var maximumNameBytes = 1_024
    /// Bytes of metadata in a message of another member, four times what a stock sender may send.
    package var maximumReceivedMetadata = 2_048
    /// By how much others may raise a member's incarnation in one message; zero: by anything.
    ///
    /// As often as one would refute in twelve days, at once a second.
    package var maximumIncarnationJump: UInt32 = 1 << 20
    /// Incarnations at the end that no stranger begins with, so that whoever does begin there can
    /// still be refuted; the seconds of our calendar get there in 2105.
    package static let incarnationReserve: UInt32 = 1 << 24

    package init() {}

    /// Bytes of metadata that this node may have (memberlist `MetaMaxSize`).
    package static let maximumMetadata = WireLimits.metadataBytes

    /// For machines that share a network (memberlist's `DefaultLANConfig`).
    package static let lan = MembershipSettings()

    /// For machines that are far apart (memberlist's `DefaultWANConfig`).
    package static let wan: MembershipSettings = {
        var settings = MembershipSettings.lan
        settings.suspicionMult = 6
        settings.pushPullInterval = .seconds(60)
        settings.probeInterval = .seconds(5)
        settings.probeTimeout = .seconds(3)
        settings.takeoverTime = .seconds(25)
        settings.gossipInterval = .milliseconds(500)
        settings.gossipNodes = 4
        settings.gossipToTheDeadTime = .seconds(60)
        return settings
    }()

    /// For one machine (memberlist's `DefaultLocalConfig`).
    package static let local: MembershipSettings = {
        var settings = MembershipSettings.lan
        settings.indirectChecks = 1
        settings.retransmitMult = 2
        settings.suspicionMult = 3
        settings.pushPullInterval = .seconds(15)
        settings.probeTimeout = .milliseconds(200)
        settings.takeoverTime = .seconds(2)
        settings.gossipInterval = .milliseconds(100)
        settings.gossipToTheDeadTime = .seconds(15)
        return settings
    }()

    /// The version bytes this node advertises (spec §7).
    package var versions: VersionVector {
        VersionVector(
            protocolVersion: protocolVersion,
            delegate: (delegateProtocolMin, delegateProtocolMax, delegateProtocolVersion)
        )
    }

    /// Whether `address` may belong to a member (spec §15.4); mapped addresses count as IPv4.
    package func allows(_ address: AddressBytes) -> Bool {
        allowedNetworks.isEmpty || allowedNetworks.contains { $0.contains(address) }
    }
}
