// SPDX-License-Identifier: Apache-2.0

import Determinism

/// How far a call is (docs/lane-protocol.md §8).
struct ExchangeState: Equatable, Sendable {
    /// The body that we send: of the call when it is ours, of the answer when it is the peer's.
    struct Sending: Equatable, Sendable {
        var isOpen = false
        var sent: UInt64 = 0
        /// What the peer lets be sent in all.
        var limit: UInt64 = 0
        /// Somebody waits for room.
        var awaitsRoom = false
    }

    /// The body that comes.
    struct Receiving: Equatable, Sendable {
        var isOpen = false
        /// We have said that no more is wanted; what was under way is left out.
        var isStopped = false
        var received: UInt64 = 0
        /// What the application is through with.
        var consumed: UInt64 = 0
        /// What we let be sent in all, as the peer was told.
        var granted: UInt64 = 0
        /// The peer is to be told again.
        var isCreditDue = false
    }

    /// When the call is given up.
    var deadline: Instant?
    /// The number of the frame that made the call, when it is ours.
    var frame: UInt64 = 0
    /// Whether there is an answer, or its beginning.
    var isAnswered = false
    var sending = Sending()
    var receiving = Receiving()

    /// Whether nothing more belongs to it.
    var isOver: Bool { isAnswered && !sending.isOpen && !receiving.isOpen }
}
