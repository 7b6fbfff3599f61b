// SPDX-License-Identifier: Apache-2.0

import Messaging

/// What a feed keeps for readers.
package struct FeedLimits: Equatable, Sendable {
    var inbox = InboxLimits()
    var events = EventLogLimits()
    /// A larger payload is not shown in events, only in the inbox; ours.
    package var eventPayloadBytes = 16 * 1024

    package init() {}

    package init(inboxMessages: Int, inboxBytes: Int) {
        inbox.messages = inboxMessages
        inbox.bytes = inboxBytes
    }
}
