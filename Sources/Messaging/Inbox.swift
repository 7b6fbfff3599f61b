// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// The newest messages that reached this node, numbered without gaps.
///
/// A number is given once, and each is one more than the one before it. The first comes from
/// outside: a node begins with what the clock shows, so that its numbers are higher than those
/// before a restart, and whoever resumes is neither sent back nor made to wait.
package struct Inbox: Equatable, Sendable {
    private let limits: InboxLimits
    private var messages: Deque<InboxMessage> = []
    /// The number of the first message this inbox had or will have.
    package let first: UInt64
    /// The number of the oldest message that is kept; of the next one when none is.
    package private(set) var oldest: UInt64
    /// What all messages together count for.
    package private(set) var bytes = 0

    /// `first` is the number of the first message, at least 1.
    package init(limits: InboxLimits = InboxLimits(), first: UInt64) {
        self.limits = limits
        self.first = max(1, first)
        oldest = self.first
    }

    package var count: Int { messages.count }
    /// The number of the next message.
    package var next: UInt64 { oldest + UInt64(messages.count) }
    /// Messages that fell out to make room.
    package var dropped: UInt64 { oldest - first }

    /// Keeps a message, and lets the oldest go where there is no room; a message for which there
    /// never would be room goes as well.
    ///
    /// - Returns: its number.
    @discardableResult
    package mutating func append(_ message: InboxMessage) -> UInt64 {
        let sequence = next
        messages.append(message)
        bytes += message.size
        while messages.count > limits.messages || bytes > limits.bytes,
            let oldest = messages.popFirst()
        {
            bytes -= oldest.size
            self.oldest += 1
        }
        return sequence
    }

    /// The messages after number `after`; without it, all that are kept.
    ///
    /// - Parameters:
    ///   - after: 0 stands for everything; a number that has not been given yet is somebody else's.
    ///   - limit: messages at most.
    ///   - payloadBytes: a page ends with the message that reaches this.
    ///   - key: only messages of the ping/pong game with this key.
    /// - Returns: what is kept of it, and how far that goes.
    package func page(
        after: UInt64?,
        limit: Int,
        payloadBytes: Int,
        key: String? = nil
    ) -> InboxPage {
        let after = after ?? 0
        guard after < next else {
            // From another node, or from before the clock was set back: the truth is in `next`.
            return InboxPage(next: next, oldest: oldest, gap: true)
        }
        // Before the first number lie those of an earlier life, which nobody knows any more.
        let known = after == 0 ? first - 1 : after
        var page = InboxPage(next: next, oldest: oldest, gap: known < oldest - 1)
        var room = payloadBytes
        for offset in Int(max(after, oldest - 1) - (oldest - 1))..<messages.count {
            let sequence = oldest + UInt64(offset)
            guard page.entries.count < limit, room > 0 else {
                page.next = sequence
                break
            }
            let message = messages[offset]
            if let key, message.pingPong?.key != key { continue }
            room -= message.payload.count
            page.entries.append(InboxPage.Entry(sequence: sequence, message: message))
        }
        return page
    }
}
