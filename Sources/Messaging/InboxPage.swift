// SPDX-License-Identifier: Apache-2.0

/// What an inbox answers with.
package struct InboxPage: Equatable, Sendable {
    /// A message and its number.
    package struct Entry: Equatable, Sendable {
        package let sequence: UInt64
        package let message: InboxMessage

        package init(sequence: UInt64, message: InboxMessage) {
            self.sequence = sequence
            self.message = message
        }
    }

    /// In the order in which they came.
    package var entries: [Entry] = []
    /// The number after the last that was looked at: whoever asks for what comes after the one
    /// before it leaves nothing out and gets nothing twice.
    package var next: UInt64
    /// The number of the oldest message that is kept; of the next one when none is.
    package var oldest: UInt64
    /// Whether something that was asked for cannot be had any more.
    package var gap: Bool

    package init(entries: [Entry] = [], next: UInt64, oldest: UInt64, gap: Bool) {
        self.entries = entries
        self.next = next
        self.oldest = oldest
        self.gap = gap
    }
}
