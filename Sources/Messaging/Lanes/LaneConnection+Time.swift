// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Time, and the end.
extension LaneConnection {
    /// How long a connection that is closed waits for the peer to close as well.
    private static let linger = Duration.seconds(1)

    /// Whether it carries the lane.
    package var isOpen: Bool { phase == .open }

    /// Whether what is unsent is the last, and the driver closes when it has been sent.
    package var isClosing: Bool { phase == .closing }

    /// Whether the driver closes at once.
    package var isOver: Bool { phase == .closed }

    /// The cluster's key that the connection's own come from may have been replaced or removed:
    /// closes, and the lane asks for another connection.
    package mutating func close(
        _ code: LaneCode,
        _ lane: inout Lane,
        at now: Instant
    ) -> [LaneEvent] {
        var events: [LaneEvent] = []
        end(.closed(code), tells: code, &lane, at: now, &events)
        return events
    }

    /// When `advance(to:)` next has work.
    package func nextDeadline(with lane: borrowing Lane) -> Instant? {
        let unsent = output.count > 0 ? lastWrite + settings.writeStall : .distantFuture
        switch phase {
        case .dialling, .confirming: return since + settings.openingTime
        case .open:
            var deadline = unsent
            if !isPingDue {
                deadline = min(deadline, (pingedAt ?? lastReceived) + settings.keepAlive)
            }
            if lane.isIdle { deadline = min(deadline, lane.lastActivity + settings.idle) }
            if let due = lane.acknowledgementDue, lane.incoming.owesAcknowledgement {
                deadline = min(deadline, due)
            }
            return deadline
        case .closing: return min(unsent, since + Self.linger)
        case .closed: return nil
        }
    }

    /// Time has passed; `fill` afterwards.
    package mutating func advance(to now: Instant, for lane: inout Lane) -> [LaneEvent] {
        var events: [LaneEvent] = []
        switch phase {
        case .dialling, .confirming:
            guard since + settings.openingTime <= now else { break }
            end(.openingTimedOut, tells: nil, &lane, at: now, &events)
        case .open: watch(&lane, at: now, &events)
        case .closing:
            let isStalled = output.count > 0 && lastWrite + settings.writeStall <= now
            if isStalled || since + Self.linger <= now { phase = .closed }
        case .closed: break
        }
        return events
    }

    private mutating func watch(
        _ lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) {
        if lane.current != id {
            end(.closed(.superseded), tells: .superseded, &lane, at: now, &events)
        } else if output.count > 0, lastWrite + settings.writeStall <= now {
            end(.silent, tells: nil, &lane, at: now, &events)
        } else if lane.isIdle, lane.lastActivity + settings.idle <= now {
            end(.closed(.idle), tells: .idle, &lane, at: now, &events)
        } else if let pingedAt, pingedAt + settings.keepAlive <= now {
            end(.silent, tells: .silent, &lane, at: now, &events)
        } else if pingedAt == nil, lastReceived + settings.keepAlive <= now {
            isPingDue = true
            plaintext = []
            if input.isEmpty { input = [] }
            output.rest()
        }
    }

    /// Ends, once: nothing is read any more, and the peer is told why where it can be.
    mutating func end(
        _ reason: LaneEnd,
        tells code: LaneCode?,
        _ lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) {
        guard phase != .closing, phase != .closed else { return }
        if phase == .open, let code {
            appendClose(code)
            phase = .closing
        } else {
            phase = .closed
        }
        since = now
        input = []
        lane.ended(id, at: now)
        events.append(.ended(id, reason))
    }
}
