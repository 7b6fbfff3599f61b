// SPDX-License-Identifier: Apache-2.0

/// What a journal keeps and takes at most; whatever is reached first counts.
package struct JournalLimits: Equatable, Sendable {
    /// Messages of the inbox, at least 1; beyond it the oldest go.
    package var inboxMessages = 100_000
    /// Bytes of the inbox' messages together with what keeping each costs; beyond it the oldest go.
    package var inboxBytes = 256 * 1024 * 1024

    /// Named consumers; a further one is refused.
    package var consumers = 64
    /// Messages that one consumer has leased and not acknowledged; it is given no more.
    package var leasesPerConsumer = 10_000
    /// How often a message is handed to a consumer before it becomes a dead letter.
    package var deliveryAttempts = 5
    /// Dead letters of all consumers together; beyond it the oldest go.
    package var deadLetters = 10_000
    /// Bytes of the dead letters; beyond it the oldest go.
    package var deadLetterBytes = 64 * 1024 * 1024

    /// Streams of peers whose place is remembered; beyond it those longest silent go.
    package var streams = 65_536
    /// Streams of one peer that are remembered; beyond it the one longest silent goes.
    package var streamsPerPeer = 4

    /// Messages that wait to be sent; a further one is refused.
    package var outboxMessages = 100_000
    /// Bytes of the messages that wait to be sent; one beyond it is refused.
    package var outboxBytes = 256 * 1024 * 1024
    /// Messages sent or expired whose fate is remembered, without their payload.
    package var outboxFates = 10_000

    /// Idempotency keys; beyond it the oldest that are finished go.
    package var keys = 100_000
    /// How long a key is remembered.
    package var keyLifetime = Duration.seconds(24 * 60 * 60)
    /// Bytes of the stored answers; beyond it the oldest that are finished go.
    package var answerBytes = 64 * 1024 * 1024

    /// Members of the cluster that are remembered; beyond it those longest unseen go.
    package var members = 10_000

    /// Bytes of the database; at it, what needs more room fails with `JournalError.limitReached`.
    package var fileBytes = 2 * 1024 * 1024 * 1024
    /// Bytes of the write-ahead log.
    ///
    /// It passes them only when another program keeps it from being
    /// emptied, and then nothing is written until it can be.
    package var logBytes = 64 * 1024 * 1024

    /// Commands that wait for the writer; a further one is refused with `JournalError.queueFull`.
    package var queuedCommands = 16_384
    /// Bytes of the commands that wait for the writer.
    package var queuedBytes = 64 * 1024 * 1024
    /// Commands of one transaction, at least 1.
    package var batchCommands = 1_024
    /// Bytes of the commands of one transaction; one alone may have more.
    package var batchBytes = 8 * 1024 * 1024
    /// How long a lock of another program on the database is waited for.
    package var lockWait = Duration.seconds(1)

    package init() {}
}
