// SPDX-License-Identifier: Apache-2.0

/// What a journal has done since it was opened, and what is in it.
package struct JournalStatistics: Equatable, Sendable {
    /// Commands that were answered.
    package var commands: UInt64 = 0
    /// Transactions that changed something and were committed.
    package var commits: UInt64 = 0
    /// Commands that failed.
    package var failures: UInt64 = 0
    /// Why the last transaction failed, if it did; `nil` when it did not.
    package var trouble: JournalError?
    /// Commands that wait.
    package var queued = 0
    /// Bytes of the write-ahead log.
    package var logBytes = 0

    /// The number of the first message that the inbox had or will have.
    package var inboxFirst: UInt64 = 1
    /// The number of the oldest message of the inbox; of the next one when there is none.
    package var inboxOldest: UInt64 = 1
    /// The number of the next message of the inbox.
    package var inboxNext: UInt64 = 1
    package var inboxMessages = 0
    package var inboxBytes = 0
    package var outboxMessages = 0
    package var outboxBytes = 0
    package var keys = 0
    package var deadLetters = 0
    package var streams = 0
    package var members = 0
}
