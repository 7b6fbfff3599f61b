// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// The ping/pong game of one node, as a value: messages and time in, effects out.
///
/// A node that receives `ping` n says `pong` n + 1 to all other members. A node with an interval
/// says `ping` i to all other members every interval, where i begins at 0 and any message
/// received sets it to that message's value plus 1. Values wrap at 2^64 − 1, as unsigned
/// arithmetic does in Go.
package struct Conversation: Equatable, Sendable {
    private let settings: ConversationSettings
    /// The value of the next ping.
    private var nextValue: UInt64 = 0
    /// When `advance(to:)` next has work; `nil`: never.
    package private(set) var nextDeadline: Instant?

    /// The first ping is due one interval after `instant`.
    package init(settings: ConversationSettings, at instant: Instant) {
        self.settings = settings
        start(at: instant)
    }

    /// Begins to count intervals anew: the next ping is due one interval after `instant`.
    package mutating func start(at instant: Instant) {
        nextDeadline = settings.interval.map { instant + $0 }
    }

    /// A user message reached this node.
    package mutating func receive(
        _ payload: [UInt8],
        at instant: Instant
    ) -> [ConversationOutput] {
        guard let message = PingPongMessage(payload: payload) else {
            return [.inbox(payload: payload)]
        }
        nextValue = message.value &+ 1
        guard settings.answers, message.key == "ping" else { return [.received(message)] }
        return [.received(message), Self.say("pong", message.value &+ 1)]
    }

    /// Time has passed.
    ///
    /// However many intervals went by, one ping is sent: like Go's ticker, a slow driver drops
    /// ticks and keeps their rhythm.
    package mutating func advance(to instant: Instant) -> [ConversationOutput] {
        guard let interval = settings.interval, let due = nextDeadline, due <= instant else {
            return []
        }
        let missed = (instant - due).nanoseconds / max(1, interval.nanoseconds)
        nextDeadline = due + interval * missed + interval
        if let next = nextDeadline, next <= instant { nextDeadline = instant + interval }
        return [Self.say("ping", nextValue)]
    }

    private static func say(_ key: String, _ value: UInt64) -> ConversationOutput {
        let message = PingPongMessage(key: key, value: value)
        return .sendToAllOthers(payload: message.encoded(), message: message)
    }
}
