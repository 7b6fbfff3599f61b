// SPDX-License-Identifier: Apache-2.0

/// The newest messages that reached this node, numbered without gaps.
package struct Inbox: Equatable, Sendable {
    private let limits: InboxLimits
    private var messages: NumberedRing<InboxMessage>

    /// `first` is the number of the first message, at least 1.
    package init(limits: InboxLimits = InboxLimits(), first: UInt64) {
        self.limits = limits
        messages = NumberedRing(count: limits.messages, bytes: limits.bytes, first: first)
    }

    /// The number of the first message this inbox had or will have.
    package var first: UInt64 { messages.first }
    /// The number of the oldest message that is kept; of the next one when none is.
    package var oldest: UInt64 { messages.oldest }
    /// The number of the next message.
    package var next: UInt64 { messages.next }
    /// Messages that fell out to make room.
    package var dropped: UInt64 { messages.dropped }
    package var count: Int { messages.count }
    /// What all messages together count for.
    package var bytes: Int { messages.bytes }

    /// Keeps a message, and lets the oldest go where there is no room; a message for which there
    /// never would be room goes as well.
    ///
    /// - Returns: its number.
    @discardableResult
    package mutating func append(_ message: InboxMessage) -> UInt64 {
        messages.append(message, size: message.size)
    }

    /// Keeps a message that has its number already, at least that of the next one.
    ///
    /// Where numbers were left out, what is before them goes: numbers here have no gaps.
    package mutating func append(_ message: InboxMessage, as number: UInt64) {
        if number > next { self = Inbox(limits: limits, first: number) }
        append(message)
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
        for offset in messages.count(upTo: after)..<messages.count {
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
