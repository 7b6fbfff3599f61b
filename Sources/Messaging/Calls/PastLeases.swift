// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// The newest leases that are over, and why an answer to them is refused.
struct PastLeases: Sendable {
    private var order: Deque<String> = []
    private var reasons: [String: CallDesk.ReplyRefusal] = [:]

    subscript(id: String) -> CallDesk.ReplyRefusal? { reasons[id] }

    /// Keeps the first reason that is given.
    mutating func remember(_ id: String, _ reason: CallDesk.ReplyRefusal, atMost limit: Int) {
        guard reasons[id] == nil else { return }
        reasons[id] = reason
        order.append(id)
        while order.count > limit { reasons[order.removeFirst()] = nil }
    }
}
