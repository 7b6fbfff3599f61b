// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// Who is not listened to, and the rule that keeps a forger from silencing a member.
///
/// The source of a packet is forged at will, so packets from an address at which the table has a
/// member, in whatever state, are always read: what they lack in sense is counted, no more. Packets
/// from a stranger in quarantine are dropped before anything is done for them. A stranger becomes a
/// member over a stream, and those are judged apart: their source is proven by the handshake, so
/// only what it has itself said over streams counts against it. Streams of members are read too,
/// for others may share their address.
struct QuarantineDesk {
    /// How old the list of addresses below may be.
    private static let refresh = Duration.seconds(1)

    var packets = Quarantine()
    var streams = Quarantine()
    /// Where the members of the table live, as it was at `version`.
    private var homes: Set<AddressBytes> = []
    private var version: UInt64?
    private var refreshedAt = Instant.origin

    /// Whether packets from `source` are dropped unread.
    mutating func refusesPackets(
        from source: AddressBytes,
        _ participant: borrowing Participant,
        at now: Instant
    ) -> Bool {
        packets.holds(source, at: now) && !isHome(source, participant, at: now)
    }

    /// Whether streams from `source` are closed unheard.
    mutating func refusesStreams(
        from source: AddressBytes,
        _ participant: borrowing Participant,
        at now: Instant
    ) -> Bool {
        streams.holds(source, at: now) && !isHome(source, participant, at: now)
    }

    /// Forgets everything, as when the keys have changed: what made no sense may do so now.
    mutating func releaseAll() {
        packets.releaseAll()
        streams.releaseAll()
    }

    /// Whether a member lives at `source`.
    ///
    /// Asked only about who is in quarantine, and then for each of its packets: hence the list,
    /// made anew at most once a second.
    private mutating func isHome(
        _ source: AddressBytes,
        _ participant: borrowing Participant,
        at now: Instant
    ) -> Bool {
        let isOutdated = version != participant.tableVersion
        if isOutdated, version == nil || now - refreshedAt >= Self.refresh {
            homes = Set(participant.members.lazy.map(\.endpoint.address.unmapped))
            version = participant.tableVersion
            refreshedAt = now
        }
        return homes.contains(source.unmapped)
    }
}
