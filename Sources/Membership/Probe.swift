// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// One round of failure detection: a ping, then help from others, then a verdict (spec §11).
struct Probe: Equatable, Sendable {
    enum Stage: Equatable, Sendable {
        /// The target alone has been asked.
        case awaitingAck(until: Instant)
        /// Others have been asked as well, and a stream may be open.
        case awaitingRelays(AwaitedRelays)
    }

    /// What only exists once the direct ping has failed.
    struct AwaitedRelays: Equatable, Sendable {
        /// How many relays promised to say when they hear nothing either.
        var nacksExpected = 0
        var nacksReceived = 0
        /// The fallback ping.
        var stream: StreamID?
        /// The target answered on the stream: its packets are lost, it is not.
        var streamAnswered = false
        /// The system itself refused the direct ping, which is no credit to our health.
        var directRefused = false

        /// How much worse our own health looks after a failure: relays that stay silent, silent
        /// even about their failure, point at us (Lifeguard IV.A).
        var healthPenalty: Int {
            nacksExpected > 0 ? max(0, nacksExpected - nacksReceived) : 1
        }
    }

    let sequenceNumber: SequenceNumber
    /// As it was when the probe began; a suspicion names this incarnation.
    let target: Member
    let startedAt: Instant
    let expiresAt: Instant
    var stage: Stage

    var nextDeadline: Instant {
        switch stage {
        case .awaitingAck(let until): min(until, expiresAt)
        case .awaitingRelays: expiresAt
        }
    }
}
