// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

extension Participant {
    /// Handles one message that came in a packet from `source` (spec §5.8, §8).
    package mutating func receive(
        _ message: Message,
        from source: Endpoint,
        at now: Instant
    ) -> [Output] {
        switch message {
        case .ping(let ping): answer(ping, from: source)
        case .indirectPing(let request): relay(request, from: source, at: now)
        case .ack(let ack): receive(ack, at: now)
        case .nack(let nack): receive(nack)
        case .suspect(let accusation): hear(accusation, at: now)
        case .alive(let alive): hear(alive, from: source, at: now)
        case .dead(let verdict): hear(verdict, at: now)
        case .user(let bytes): effects.append(.deliver(bytes, from: source))
        }
        return drain()
    }

    /// The same for an alive that others in this process have heard too: all of them keep one copy.
    package mutating func receive(
        _ announcement: Announcement,
        from source: Endpoint,
        at now: Instant
    ) -> [Output] {
        guard !table.believes(announcement) else { return [] }
        hear(announcement.alive, sharing: announcement, from: source, at: now)
        return drain()
    }

    /// The answer to a ping that came over a stream; `nil`: close without one (spec §6.4).
    package func answer(toStreamPing ping: Ping) -> Ack? {
        guard isForUs(ping) else { return nil }
        return Ack(sequenceNumber: ping.sequenceNumber)
    }

    /// A ping that names nobody is for whoever gets it, unless names are required (spec §15.3).
    private func isForUs(_ ping: Ping) -> Bool {
        ping.node == name || ping.node.isEmpty && !settings.requireNodeNames
    }

    private mutating func answer(_ ping: Ping, from source: Endpoint) {
        guard isForUs(ping) else {
            statistics.droppedMisdirectedPings += 1
            return
        }
        let requester = ping.source.isUsable ? ping.source : source
        let ack = Ack(sequenceNumber: ping.sequenceNumber, payload: ackPayload())
        send(ack.encoded(), to: requester, of: ping.sourceNode)
    }

    /// Pings someone on behalf of another; its ack, if it comes in time, is passed on.
    private mutating func relay(_ request: IndirectPing, from source: Endpoint, at now: Instant) {
        let target = resolved(request.target)
        let isNamed = !request.node.isEmpty || !settings.requireNodeNames
        guard target.isUsable, isNamed else {
            statistics.droppedUnusableRelays += 1
            return
        }
        guard isBounded(request.node), isBounded(request.sourceNode) else { return }
        guard relays.count < settings.maximumRelays else {
            statistics.droppedRelaysFull += 1
            return
        }
        statistics.relaysServed += 1
        let number = nextSequenceNumber()
        let relay = RelayTable.Relay(
            requester: request.source.isUsable ? request.source : source,
            requesterName: request.sourceNode,
            sequenceNumber: request.sequenceNumber,
            wantsNack: request.wantsNack,
            expiresAt: now + settings.probeTimeout
        )
        relays.insert(relay, as: number)
        let ping = Ping(
            sequenceNumber: number,
            node: request.node,
            source: local.endpoint,
            sourceNode: name
        )
        send(ping.encoded(), to: target, of: request.node)
    }

    /// Who sent an ack is not verified; only its number matters (spec §5.8).
    private mutating func receive(_ ack: Ack, at now: Instant) {
        if let relay = relays.remove(ack.sequenceNumber) {
            let answer = Ack(sequenceNumber: relay.sequenceNumber)
            send(answer.encoded(), to: relay.requester, of: relay.requesterName)
        } else if probe?.sequenceNumber == ack.sequenceNumber {
            probeAnswered(ack, at: now)
        } else if !endsPing(ack, at: now) {
            statistics.droppedUnawaitedAcks += 1
        }
    }

    private mutating func receive(_ nack: Nack) {
        guard probe?.sequenceNumber == nack.sequenceNumber,
            case .awaitingRelays(var awaited)? = probe?.stage
        else {
            statistics.droppedUnawaitedAcks += 1
            return
        }
        awaited.nacksReceived += 1
        probe?.stage = .awaitingRelays(awaited)
    }

    /// Tells those whose target stayed silent that it did (Lifeguard IV.A).
    mutating func giveUpRelays(at now: Instant) {
        while let relay = relays.popExpired(at: now) {
            guard relay.wantsNack else { continue }
            let nack = Nack(sequenceNumber: relay.sequenceNumber)
            send(nack.encoded(), to: relay.requester, of: relay.requesterName)
        }
    }
}
