// SPDX-License-Identifier: Apache-2.0

import Membership

extension NodeSettings {
    /// How quick and how thorough a node is: memberlist's timings, counts and multipliers.
    ///
    /// One of three to begin with, and then whatever must be different:
    ///
    /// ```swift
    /// settings.profile = .wan
    /// settings.profile.probeInterval = .seconds(2)
    /// ```
    ///
    /// Durations are at most a day, counts and multipliers at most 1,000.
    public struct Profile: Sendable, Equatable {
        // MARK: Failure detection

        /// Between two probes (memberlist's ProbeInterval): 1 s, WAN 5 s.
        ///
        /// Zero: nobody is probed, and nobody found dead by this node.
        public var probeInterval: Duration
        /// How long an answer to a ping is waited for before others are asked (ProbeTimeout):
        /// 500 ms, WAN 3 s, local 200 ms; not longer than the interval.
        public var probeTimeout: Duration
        /// How many members are asked to ping a silent one (IndirectChecks): 3, local 1.
        public var indirectChecks: Int
        /// Local health scores are 0 ..< this (AwarenessMaxMultiplier): 8; at least 1.
        ///
        /// A node that is unwell stretches its probes by up to this factor.
        public var awarenessMaxMultiplier: Int
        /// How long a suspect may refute, in probe intervals, times the logarithm of the cluster's
        /// size (SuspicionMult): 4, WAN 6, local 3; at least 1.
        public var suspicionMult: Int
        /// How much longer that lasts while nobody else confirms the suspicion
        /// (SuspicionMaxTimeoutMult): 6; at least 1.
        public var suspicionMaxTimeoutMult: Int

        // MARK: Dissemination

        /// Between two rounds of gossip (GossipInterval): 200 ms, WAN 500 ms, local 100 ms.
        ///
        /// Zero: news only ride on probes.
        public var gossipInterval: Duration
        /// How many members hear the news in each round (GossipNodes): 3, WAN 4; zero as with the
        /// interval.
        public var gossipNodes: Int
        /// For how long the dead still hear them, and then are forgotten (GossipToTheDeadTime):
        /// 30 s, WAN 60 s, local 15 s.
        public var gossipToTheDeadTime: Duration
        /// How often each piece of news is told, times the logarithm of the cluster's size
        /// (RetransmitMult): 4, local 2; at least 1.
        public var retransmitMult: Int
        /// How long a dead member keeps its name from another address that claims it (ours).
        private let takeoverTime: Duration
        /// Between two exchanges of whole tables (PushPullInterval): 30 s, WAN 60 s, local 15 s.
        ///
        /// Longer in clusters of more than 32. Zero: only when joining.
        public var pushPullInterval: Duration

        // MARK: Streams

        /// How long a stream may take to be dialled and answered (TCPTimeout): 10 s, WAN 30 s,
        /// local 1 s.
        public var tcpTimeout: Duration

        /// For machines that share a network (memberlist's DefaultLANConfig).
        public static let lan = Self(.lan, tcpTimeout: .seconds(10))
        /// For machines that are far apart (memberlist's DefaultWANConfig).
        public static let wan = Self(.wan, tcpTimeout: .seconds(30))
        /// For nodes on one machine (memberlist's DefaultLocalConfig).
        public static let local = Self(.local, tcpTimeout: .seconds(1))

        private init(_ settings: MembershipSettings, tcpTimeout: Duration) {
            probeInterval = settings.probeInterval
            probeTimeout = settings.probeTimeout
            indirectChecks = settings.indirectChecks
            awarenessMaxMultiplier = settings.awarenessMaxMultiplier
            suspicionMult = settings.suspicionMult
            suspicionMaxTimeoutMult = settings.suspicionMaxTimeoutMult
            gossipInterval = settings.gossipInterval
            gossipNodes = settings.gossipNodes
            gossipToTheDeadTime = settings.gossipToTheDeadTime
            retransmitMult = settings.retransmitMult
            pushPullInterval = settings.pushPullInterval
            takeoverTime = settings.takeoverTime
            self.tcpTimeout = tcpTimeout
        }

        /// Puts everything but the streams' part into what the participant is told.
        func apply(to settings: inout MembershipSettings) {
            settings.probeInterval = probeInterval
            settings.probeTimeout = probeTimeout
            settings.indirectChecks = indirectChecks
            settings.awarenessMaxMultiplier = awarenessMaxMultiplier
            settings.suspicionMult = suspicionMult
            settings.suspicionMaxTimeoutMult = suspicionMaxTimeoutMult
            settings.gossipInterval = gossipInterval
            settings.gossipNodes = gossipNodes
            settings.gossipToTheDeadTime = gossipToTheDeadTime
            settings.retransmitMult = retransmitMult
            settings.pushPullInterval = pushPullInterval
            settings.takeoverTime = takeoverTime
        }
    }
}
