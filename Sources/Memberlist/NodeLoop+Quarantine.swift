// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// Not wasting time on who sends nonsense; the rule is `QuarantineDesk`'s.
extension NodeLoop {
    /// Whether to drop a packet unread; nothing is asked while nobody has misbehaved.
    func refusesPackets(from source: AddressBytes) -> Bool {
        guard !quarantine.packets.isEmpty,
            quarantine.refusesPackets(from: source, participant, at: loop.now)
        else { return false }
        counters.drop("packet-quarantined")
        return true
    }

    /// Whether to close a stream unheard.
    func refusesStreams(from peer: SocketAddress) -> Bool {
        guard !quarantine.streams.isEmpty,
            quarantine.refusesStreams(from: Endpoint(peer).address, participant, at: loop.now)
        else { return false }
        counters.drop("stream-quarantined")
        return true
    }

    /// A packet held nothing that could be understood.
    func notePacketNonsense(from peer: SocketAddress) {
        let isTooMuch = quarantine.packets.note(Endpoint(peer).address, at: loop.now)
        if isTooMuch { quarantined(peer, "packets") }
    }

    /// A stream said nothing that could be understood, or not in time.
    func noteStreamNonsense(from peer: SocketAddress) {
        let isTooMuch = quarantine.streams.note(Endpoint(peer).address, at: loop.now)
        if isTooMuch { quarantined(peer, "streams") }
    }

    private func quarantined(_ peer: SocketAddress, _ what: String) {
        counters[.quarantines] += 1
        guard let unsaid = logPace.admit(.quarantine, at: loop.now) else { return }
        logger.notice(
            "a peer sends nonsense, and is not listened to for a while unless it is a member",
            metadata: [
                "peer": "\(peer)", "by": "\(what)", "for": "\(Quarantine.term)",
                "others-unsaid": "\(unsaid)",
            ]
        )
    }
}
