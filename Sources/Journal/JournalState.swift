// SPDX-License-Identifier: Apache-2.0

/// What a journal knows of itself: the one row of the table `state`.
///
/// Held by the writer, changed by what a transaction does, and written once at its end.
struct JournalState: Equatable, Sendable {
    /// Drawn when the journal was made; with it other nodes tell what they have from it already.
    var identity: UInt64
    var clock: JournalClock
    /// The number of the first message the inbox had or will have.
    var inboxFirst: UInt64
    /// The number of the next message of the inbox.
    var inboxNext: UInt64
    /// The number of the oldest message that is kept; of the next one when none is.
    var inboxOldest: UInt64
    var inboxMessages = 0
    var inboxBytes = 0
    /// The number of the next message of the outbox.
    var outboxNext: UInt64 = 1
    var outboxMessages = 0
    var outboxBytes = 0
    var outboxFates = 0
    /// The number of the next idempotency key.
    var keyNext: UInt64 = 1
    var keys = 0
    var answerBytes = 0
    /// The number of the next dead letter.
    var deadLetterNext: UInt64 = 1
    var deadLetters = 0
    var deadLetterBytes = 0
    var streams = 0
    var members = 0

    /// Of a journal that has nothing in it.
    init(identity: UInt64, firstSequence: UInt64, wall: Int64) {
        self.identity = identity
        clock = JournalClock(time: wall, wall: wall)
        // SQLite's integers have a sign.
        inboxFirst = min(max(1, firstSequence), UInt64(Int64.max) / 2)
        inboxNext = inboxFirst
        inboxOldest = inboxFirst
    }
}

extension JournalState {
    private static let columns = """
        identity, time, wall, inbox_first, inbox_next, inbox_oldest, inbox_messages, inbox_bytes, \
        outbox_next, outbox_messages, outbox_bytes, outbox_fates, key_next, keys, answer_bytes, \
        dead_letter_next, dead_letters, dead_letter_bytes, streams, members
        """

    /// What the database says of itself.
    init(_ connection: Connection) throws(StorageFailure) {
        guard let row = try connection.row("SELECT \(Self.columns) FROM state WHERE id = 1") else {
            throw .malformed("the table state has no row")
        }
        self.init(
            identity: try row.number(0),
            firstSequence: try row.number(3),
            wall: try row.integer(2)
        )
        clock = JournalClock(time: try row.integer(1), wall: try row.integer(2))
        inboxNext = try row.number(4)
        inboxOldest = try row.number(5)
        inboxMessages = try row.count(6)
        inboxBytes = try row.count(7)
        outboxNext = try row.number(8)
        outboxMessages = try row.count(9)
        outboxBytes = try row.count(10)
        outboxFates = try row.count(11)
        keyNext = try row.number(12)
        keys = try row.count(13)
        answerBytes = try row.count(14)
        deadLetterNext = try row.number(15)
        deadLetters = try row.count(16)
        deadLetterBytes = try row.count(17)
        streams = try row.count(18)
        members = try row.count(19)
    }

    func save(_ connection: Connection) throws(StorageFailure) {
        let marks = Array(repeating: "?", count: 20).joined(separator: ", ")
        try connection.run(
            "INSERT OR REPLACE INTO state (id, \(Self.columns)) VALUES (1, \(marks))",
            [
                .number(identity), .integer(clock.time), .integer(clock.wall),
                .number(inboxFirst), .number(inboxNext), .number(inboxOldest),
                .count(inboxMessages), .count(inboxBytes), .number(outboxNext),
                .count(outboxMessages),
                .count(outboxBytes), .count(outboxFates), .number(keyNext), .count(keys),
                .count(answerBytes), .number(deadLetterNext), .count(deadLetters),
                .count(deadLetterBytes), .count(streams), .count(members),
            ]
        )
    }
}
