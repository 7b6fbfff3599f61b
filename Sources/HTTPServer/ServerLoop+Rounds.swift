// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor

/// Who waits for something to happen, and when they are looked at.
extension ServerLoop {
    /// Asks all who wait for `topic` whether there is something for them.
    func wake(_ topic: Topic) {
        woken[topic.index] = true
        guard !isRoundScheduled else { return }
        goOnWithRound()
    }

    /// Looks at a connection in a turn to come.
    func lookAgain(at session: Session) {
        round.add(session)
        scheduleRound()
    }

    private func scheduleRound() {
        guard !isRoundScheduled else { return }
        isRoundScheduled = true
        loop.schedule(at: loop.now) { [weak self] in
            guard let self else { return }
            self.isRoundScheduled = false
            self.goOnWithRound()
        }
    }

    private func goOnWithRound() {
        if round.isOver { beginRound() }
        for _ in 0..<Round.sessionsPerTurn {
            guard let session = round.take() else { break }
            session.look(isHeartbeat: round.isHeartbeat)
        }
        if round.isWanted || isHeartbeatDue || woken.contains(true) { scheduleRound() }
    }

    private func beginRound() {
        for index in woken.indices where woken[index] {
            let topic = Topic(index)
            woken[index] = false
            handle[topic].wakeBegins()
            for session in listeners.all(on: topic) { round.add(session) }
        }
        if isHeartbeatDue {
            for session in listeners.allStreams { round.add(session) }
        }
        round.begin(isHeartbeat: isHeartbeatDue)
        isHeartbeatDue = false
    }

    // MARK: Parked requests

    func parked(_ session: Session, on topic: Topic) {
        listeners.park(session, on: topic)
        handle[topic].parkedChanged(by: 1)
    }

    func unparked(_ session: Session, from topic: Topic) {
        guard listeners.unpark(session, from: topic) else { return }
        handle[topic].parkedChanged(by: -1)
    }

    // MARK: Streams

    func streamBegan(_ session: Session, on topic: Topic) {
        listeners.open(session, on: topic)
        handle[topic].streamsChanged(by: 1)
        setHeartbeat()
    }

    func streamEnded(_ session: Session, on topic: Topic) {
        guard listeners.close(session, on: topic) else { return }
        handle[topic].streamsChanged(by: -1)
    }

    /// One timer for all streams of the loop.
    private func setHeartbeat() {
        guard !isHeartbeatSet else { return }
        isHeartbeatSet = true
        loop.schedule(at: loop.now + context.settings.heartbeat) { [weak self] in
            guard let self else { return }
            self.isHeartbeatSet = false
            self.isHeartbeatDue = true
            self.scheduleRound()
            if self.listeners.hasStreams { self.setHeartbeat() }
        }
    }
}
