// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// Pings that an operator asks for; nothing is concluded from them (spec §11.4).
extension Participant {
    /// Pings `endpoint` once; `.pingEnded` follows with `request`, within `timeout`.
    ///
    /// A member that is not called `name` does not answer; an empty one stands for anyone.
    package mutating func ping(
        _ endpoint: Endpoint,
        named name: MemberName,
        for request: RequestID,
        timeout: Duration,
        at now: Instant
    ) throws(PingRefusal) -> [Output] {
        guard pings.count < settings.maximumPings else {
            throw .tooMany(limit: settings.maximumPings)
        }
        let number = nextSequenceNumber()
        let waiting = PingTable.Waiting(request: request, sentAt: now, expiresAt: now + timeout)
        pings.insert(waiting, as: number)
        let ping = Ping(
            sequenceNumber: number,
            node: name,
            source: local.endpoint,
            sourceNode: self.name
        )
        send(ping.encoded(), to: endpoint, of: name)
        return drain()
    }

    /// Whether an ack was the answer to a ping that was asked for.
    mutating func endsPing(_ ack: Ack, at now: Instant) -> Bool {
        guard let ping = pings.remove(ack.sequenceNumber) else { return false }
        let answer = PingAnswer(
            roundTrip: max(.zero, now - ping.sentAt),
            payload: ack.payload
        )
        effects.append(.pingEnded(ping.request, answer))
        return true
    }

    mutating func giveUpPings(at now: Instant) {
        for request in pings.removeExpired(at: now) { effects.append(.pingEnded(request, nil)) }
    }
}
