// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Keeps a copy of a message that nobody of a consumer's name could deal with.
    mutating func bury(
        _ sequence: UInt64,
        of consumer: String,
        attempts: Int
    ) throws(StorageFailure) {
        guard let message = try message(sequence) else { return }
        let size = message.size + consumer.utf8.count
        try connection.run(
            """
            INSERT INTO dead_letter
            (number, size, consumer, sequence, attempts, received, sender, carrier, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .number(state.deadLetterNext), .count(size), .name(consumer), .number(sequence),
                .count(attempts),
            ] + message.values
        )
        state.deadLetterNext += 1
        state.deadLetters += 1
        state.deadLetterBytes += size
        while state.deadLetters > limits.deadLetters
            || state.deadLetterBytes > limits.deadLetterBytes,
            let oldest = try connection.row("SELECT min(number) FROM dead_letter")
        {
            _ = try discardDeadLetter(try oldest.number(0))
        }
    }

    /// The dead letters from number `first` on, oldest first; of one consumer or of all.
    func deadLetters(
        of consumer: String?,
        from first: UInt64,
        limit: Int,
        payloadBytes: Int
    ) throws(StorageFailure) -> [DeadLetter] {
        var letters: [DeadLetter] = []
        var room = payloadBytes
        guard limit > 0, room > 0 else { return [] }
        try connection.each(
            """
            SELECT number, consumer, sequence, attempts, received, sender, carrier, payload
            FROM dead_letter WHERE number >= ?1 AND (?2 IS NULL OR consumer = ?2)
            ORDER BY number
            """,
            [.number(min(first, UInt64(Int64.max))), .name(consumer)]
        ) { row throws(StorageFailure) in
            let message = try JournalMessage(row, from: 4)
            letters.append(
                DeadLetter(
                    number: try row.number(0),
                    consumer: try row.name(1),
                    sequence: try row.number(2),
                    attempts: try row.count(3),
                    message: message
                )
            )
            room -= message.payload.count
            return letters.count < limit && room > 0
        }
        return letters
    }

    /// Forgets a dead letter.
    ///
    /// - Returns: whether there was one.
    mutating func discardDeadLetter(_ number: UInt64) throws(StorageFailure) -> Bool {
        let row = try connection.row(
            "SELECT size FROM dead_letter WHERE number = ?",
            [.number(number)]
        )
        guard let row else { return false }
        try connection.run("DELETE FROM dead_letter WHERE number = ?", [.number(number)])
        state.deadLetters -= 1
        state.deadLetterBytes -= try row.count(0)
        return true
    }
}
