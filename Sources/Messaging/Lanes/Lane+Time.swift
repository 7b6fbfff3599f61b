// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// What time does to a lane; its connections have deadlines of their own.
extension Lane {
    /// When `advance(to:)` next has work; the past, when it has some already.
    package var nextDeadline: Instant? {
        guard wantsConnection else { return earliestDeadline }
        return min(redialAt, earliestDeadline ?? redialAt)
    }

    /// Time has passed.
    package mutating func advance(to now: Instant) -> [LaneEvent] {
        var events: [LaneEvent] = []
        if let earliestDeadline, earliestDeadline <= now { giveUpCalls(at: now, &events) }
        if wantsConnection, redialAt <= now {
            isDialAsked = true
            events.append(.dial)
        }
        return events
    }

    /// The driver could not dial at all.
    package mutating func dialFailed(at now: Instant) {
        isDialAsked = false
        postponeDial(at: now)
    }

    private var wantsConnection: Bool {
        current == nil && dialling == nil && !isDialAsked && !(outgoing.isEmpty && ours.isEmpty)
    }

    /// The next connection is dialled later, ever later as long as none is of use.
    mutating func postponeDial(at now: Instant) {
        let doubled = settings.redialAfter * (1 << min(failures, 16))
        failures += 1
        let wait = min(doubled, settings.redialAtMost)
        // By half at most, so that two who failed together do not meet again.
        redialAt = now + (wait - random.part(of: wait / 2))
    }

    private mutating func giveUpCalls(at now: Instant, _ events: inout [LaneEvent]) {
        var next: Instant?
        for exchange in exchanges {
            guard let deadline = self[exchange]?.deadline else { continue }
            guard deadline <= now else {
                next = min(next ?? deadline, deadline)
                continue
            }
            switch exchange {
            case .ours: cancel(exchange, .deadline)
            // Whoever called knows by itself.
            case .theirs: forget(exchange)
            }
            events.append(.cancelled(exchange, .deadline))
        }
        earliestDeadline = next
    }
}
