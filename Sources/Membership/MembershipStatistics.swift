// SPDX-License-Identifier: Apache-2.0

/// What a participant has done and seen since it began; every count only grows.
package struct MembershipStatistics: Equatable, Sendable {
    // MARK: Rumours

    /// Alive, suspect and dead messages that changed the table (memberlist's `msg.*`).
    package internal(set) var aliveAccepted = 0
    package internal(set) var suspectAccepted = 0
    package internal(set) var deadAccepted = 0
    /// Accusations against this node that it answered.
    package internal(set) var refutations = 0
    /// Suspicions that began here, whoever began them.
    package internal(set) var suspicions = 0
    package internal(set) var confirmations = 0
    /// Suspicions whose time ran out here.
    package internal(set) var suspicionTimeouts = 0
    /// Of those, with fewer confirmations than wanted (memberlist's `degraded.timeout`).
    package internal(set) var degradedTimeouts = 0
    /// Alive messages that claim a known name for another address.
    package internal(set) var conflicts = 0
    /// Names of dead members that another was found to have rightly, and wrongly, claimed.
    package internal(set) var takeovers = 0
    package internal(set) var takeoversRefused = 0
    /// Outdated alive messages answered with the accusation.
    package internal(set) var outdatedAliveAnswered = 0
    package internal(set) var reaped = 0
    /// Push/pulls asked of members that were declared dead.
    package internal(set) var reconnects = 0

    /// Broadcasts of the application that were queued.
    package internal(set) var userBroadcasts = 0

    // MARK: Probes

    package internal(set) var probes = 0
    /// Rounds of gossip that had something to tell.
    package internal(set) var gossipRounds = 0
    /// Probes begun in ill health (memberlist's `degraded.probe`).
    package internal(set) var degradedProbes = 0
    package internal(set) var failedProbes = 0
    /// Probes that only a stream could answer: packets are lost one way or the other.
    package internal(set) var probesSavedByStream = 0
    package internal(set) var relaysServed = 0
    /// Probes answered through a relay, or when the time for a direct answer was over.
    package internal(set) var lateAcks = 0
    /// Direct probes answered in time, and the sum of their round-trip times in nanoseconds.
    package internal(set) var directAcks = 0
    package internal(set) var roundTripNanoseconds: Int64 = 0

    // MARK: Exchange

    package internal(set) var merges = 0
    package internal(set) var mergesRefused = 0
    /// Times this participant noticed that it had been stopped for a while.
    package internal(set) var pauses = 0

    // MARK: Drops, by reason

    /// Alive messages without a name, an address or usable versions, or with too much metadata.
    package internal(set) var droppedUnusableAlive = 0
    /// Alive messages of versions that would keep this node from every push/pull.
    package internal(set) var droppedIncompatibleVersions = 0
    /// Alive messages from or about an address that is not allowed.
    package internal(set) var droppedAddressNotAllowed = 0
    package internal(set) var droppedTableFull = 0
    package internal(set) var droppedRelaysFull = 0
    /// Messages with an incarnation that nobody could outbid.
    package internal(set) var droppedUnbeatable = 0
    /// Messages with an incarnation so far above the known one that nobody but the member itself
    /// is believed to have it.
    package internal(set) var droppedIncarnationJumps = 0
    /// Messages that name someone by more bytes than a name may have.
    package internal(set) var droppedOverlongNames = 0
    /// Pings for another name than ours.
    package internal(set) var droppedMisdirectedPings = 0
    /// Indirect pings without a target to ping.
    package internal(set) var droppedUnusableRelays = 0
    /// Acks and nacks nobody waits for, mostly late ones.
    package internal(set) var droppedUnawaitedAcks = 0
    /// Entries of a push/pull in a state that we do not know.
    package internal(set) var droppedUnknownStates = 0
    /// News too long for any packet.
    package internal(set) var droppedOversizeBroadcasts = 0
    /// Broadcasts of the application that found the queue full.
    package internal(set) var droppedBroadcastsQueueFull = 0
    /// Alive messages of members that the application did not want.
    package internal(set) var droppedRefusedMembers = 0
    /// Payloads of the application too long for an ack, which went without.
    package internal(set) var droppedOversizeAckPayloads = 0

    package init() {}
}
