// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Finding again who was lost, which memberlist leaves to its applications.
///
/// Every `reconnectInterval` one of the members that died is asked for a push/pull, in turn and
/// without end. If it lives, each side learns that the other believes it dead, refutes, and two
/// halves of a cluster are one again, however long they were apart.
extension Participant {
    /// Notes that a member died, or that it left or lives.
    mutating func noteDeparture(_ member: Member, isDead: Bool, at now: Instant) {
        // Mostly nobody has departed.
        guard isDead || !departed.isEmpty else { return }
        guard member.name != name, settings.reconnectInterval > .zero else { return }
        guard isDead else {
            departed.forget(member.name)
            if departed.isEmpty { nextReconnect = nil }
            return
        }
        departed.remember(member.name, at: member.endpoint)
        if nextReconnect == nil { scheduleReconnect(after: now) }
    }

    /// Asks whose turn it is, when it is time to.
    mutating func reconnect(at now: Instant) {
        guard let due = nextReconnect, due <= now else { return }
        scheduleReconnect(after: now)
        guard !isLeaving, let endpoint = departed.next() else { return }
        statistics.reconnects += 1
        effects.append(.openStream(nextStream(), to: endpoint, .pushPull(join: true)))
    }

    /// A random part more than the interval, so that those who lost one another at one moment do
    /// not ask at one moment.
    private mutating func scheduleReconnect(after now: Instant) {
        let interval = settings.reconnectInterval
        nextReconnect = now + interval + random.part(of: interval / 2)
    }
}
