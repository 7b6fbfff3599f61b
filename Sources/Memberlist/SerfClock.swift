// SPDX-License-Identifier: Apache-2.0

import Wire

/// What this node has seen of the Lamport time of a Serf cluster (spec §22.2).
///
/// Serf believes that a member leaves on purpose when the intent's time is later than what it holds
/// of that member. It keeps that time beyond the member's leave, so a node that comes back and
/// leaves once more with the same time is not believed. The state that every Serf sends in a
/// push/pull, the one of our join among them, carries a time that is not earlier than any of
/// those; the intents of others keep it up to date in between.
struct SerfClock: Equatable, Sendable {
    private(set) var time: UInt64 = 0

    mutating func witness(userMessage: [UInt8]) {
        if let intent = SerfIntent(userMessage: userMessage) { time = max(time, intent.time) }
    }

    mutating func witness(userState: [UInt8]) {
        if let state = SerfState(userState: userState) { time = max(time, state.time) }
    }

    /// Later than anything seen, so far as 64 bits reach.
    mutating func next() -> UInt64 {
        time = time == .max ? .max : time + 1
        return time
    }
}
