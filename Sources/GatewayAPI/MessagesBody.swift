// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /messages`.
package struct MessagesBody: Codable, Equatable, Sendable {
    package var messages: [MessageBody]
    /// One more than the number to go on after.
    package var next: UInt64
    /// The number of the oldest message that is held; of the next one when none is.
    package var oldest: UInt64
    /// Whether something that was asked for is not held any more.
    package var gap: Bool

    package init(messages: [MessageBody], next: UInt64, oldest: UInt64, gap: Bool) {
        self.messages = messages
        self.next = next
        self.oldest = oldest
        self.gap = gap
    }
}
