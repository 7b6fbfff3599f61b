// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Reactor
import Wire

/// What a node says of itself.
extension NodeLoop {
    var report: NodeReport {
        let local = participant.local
        return NodeReport(
            name: local.name.text,
            advertisedAddress: local.endpoint.text,
            boundAddress: "\(packets.address)",
            uptime: MonotonicClock.now - startedAt,
            incarnation: local.incarnation.rawValue,
            healthScore: participant.healthScore,
            protocolVersions: .protocol(local.versions),
            delegateVersions: .delegate(local.versions),
            isLeaving: participant.isLeaving,
            counters: allCounters.sorted { $0.name < $1.name },
            queues: queues
        )
    }

    private var allCounters: [NodeReport.Count] {
        let refused = participant.refusedMembers.counts.map { reason, count in
            NodeReport.Count(name: "refused-member-\(reason)", value: UInt64(clamping: count))
        }
        return counters.all + participant.statistics.counts + refused + lanes.allCounts
    }

    /// Present depths, sorted by name.
    private var queues: [NodeReport.Count] {
        let depths: [(String, Int)] = [
            ("broadcasts", participant.queuedBroadcasts),
            ("calls", calls.count),
            ("inbound-stream-bytes", inboundBytes),
            ("inbound-streams", inbound.count),
            ("lane-copies-under-way", lanes.copiesUnderWay),
            ("lanes", lanes.peers.count),
            ("lanes-open", lanes.openLinks),
            ("message-lanes", relay.waiting.peers),
            ("messages-under-way", relay.active.count),
            ("messages-waiting", relay.waiting.count),
            ("outbound-streams", dialogues.count),
            ("pings", pings.count),
            ("push-pull-state-bytes", localStateBytes),
            ("push-pulls", concurrentPushPulls),
            ("quarantined-packet-sources", quarantine.packets.quarantined(at: loop.now)),
            ("quarantined-stream-sources", quarantine.streams.quarantined(at: loop.now)),
            ("suspicions", participant.runningSuspicions),
            ("user-broadcasts", participant.queuedUserBroadcasts),
        ]
        return depths.map { NodeReport.Count(name: $0, value: UInt64($1)) }
    }
}

extension MembershipStatistics {
    /// The machine's own counts, by their stable names.
    var counts: [NodeReport.Count] {
        let values: [(String, Int)] = [
            ("alive-accepted", aliveAccepted), ("suspect-accepted", suspectAccepted),
            ("dead-accepted", deadAccepted), ("refutations", refutations),
            ("suspicions", suspicions), ("suspicion-confirmations", confirmations),
            ("suspicion-timeouts", suspicionTimeouts),
            ("suspicion-timeouts-degraded", degradedTimeouts),
            ("alive-conflicts", conflicts), ("outdated-alive-answered", outdatedAliveAnswered),
            ("members-forgotten", reaped), ("reconnects", reconnects),
            ("gossip-rounds", gossipRounds), ("probes", probes),
            ("probes-degraded", degradedProbes), ("probes-failed", failedProbes),
            ("probes-saved-by-stream", probesSavedByStream), ("relays-served", relaysServed),
            ("acks-direct", directAcks),
            ("acks-late", lateAcks), ("merges", merges), ("pauses", pauses),
            ("user-broadcasts", userBroadcasts),
            ("dropped-unusable-alive", droppedUnusableAlive),
            ("dropped-incompatible-versions", droppedIncompatibleVersions),
            ("dropped-address-not-allowed", droppedAddressNotAllowed),
            ("dropped-table-full", droppedTableFull), ("dropped-relays-full", droppedRelaysFull),
            ("dropped-unbeatable-incarnation", droppedUnbeatable),
            ("dropped-incarnation-jumps", droppedIncarnationJumps),
            ("dropped-overlong-names", droppedOverlongNames),
            ("name-takeovers", takeovers), ("name-takeovers-refused", takeoversRefused),
            ("dropped-misdirected-pings", droppedMisdirectedPings),
            ("dropped-unusable-relays", droppedUnusableRelays),
            ("dropped-unawaited-acks", droppedUnawaitedAcks),
            ("dropped-unknown-states", droppedUnknownStates),
            ("dropped-oversize-broadcasts", droppedOversizeBroadcasts),
            ("dropped-broadcasts-queue-full", droppedBroadcastsQueueFull),
            ("dropped-refused-members", droppedRefusedMembers),
            ("dropped-oversize-ack-payloads", droppedOversizeAckPayloads),
        ]
        return values.map { NodeReport.Count(name: $0, value: UInt64(clamping: $1)) }
    }
}
