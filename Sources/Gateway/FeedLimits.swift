// SPDX-License-Identifier: Apache-2.0

import Messaging

/// What a feed keeps for readers.
package struct FeedLimits: Equatable, Sendable {
    var inbox = InboxLimits()
    var events = EventLogLimits()
    /// A larger payload is not shown in events, only in the inbox; ours.
    package var eventPayloadBytes = 16 * 1024

    package init() {}

    /// For the part of a journal's inbox that is in memory as well: enough for those who follow.
    var ofNewest: FeedLimits {
        var limits = self
        limits.inbox.messages = min(inbox.messages, 1_000)
        limits.inbox.bytes = min(inbox.bytes, 8 * 1024 * 1024)
        return limits
    }

    package init(inboxMessages: Int, inboxBytes: Int) {
        inbox.messages = inboxMessages
        inbox.bytes = inboxBytes
    }
}
