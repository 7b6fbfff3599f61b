// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Claims an idempotency key for a request whose body has that digest.
    mutating func claim(_ key: String, digest: [UInt8]) throws(StorageFailure) -> KeyClaim {
        try forgetOldKeys()
        let row = try connection.row(
            "SELECT digest, run, status, answer, type FROM idempotency WHERE name = ?",
            [.name(key)]
        )
        if let row {
            guard try row.bytes(0) == digest else { return .otherBody }
            if let body = try row.optionalBytes(3) {
                let type = try row.optionalName(4) ?? ""
                return .finished(StoredAnswer(status: try row.count(2), type: type, body: body))
            }
            return try row.number(1) == run ? .inFlight : .interrupted
        }
        if state.keys >= limits.keys {
            try forgetFinishedKeys(state.keys - limits.keys + 1)
            guard state.keys < limits.keys else { return .tooMany(limit: limits.keys) }
        }
        let number = state.keyNext
        try connection.run(
            """
            INSERT INTO idempotency (name, number, digest, claimed, run, size)
            VALUES (?, ?, ?, ?, ?, 0)
            """,
            [.name(key), .number(number), .bytes(digest), .integer(now), .number(run)]
        )
        state.keyNext += 1
        state.keys += 1
        return .claimed(number: number)
    }

    /// Stores the answer to a request that had claimed a key.
    ///
    /// - Returns: false when the claim is forgotten, finished, or given back.
    mutating func finish(
        _ number: UInt64,
        _ answer: StoredAnswer
    ) throws(StorageFailure) -> Bool {
        try connection.run(
            """
            UPDATE idempotency SET status = ?, size = ?, type = ?, answer = ?
            WHERE number = ? AND answer IS NULL
            """,
            [
                .count(answer.status), .count(answer.body.count), .name(answer.type),
                .bytes(answer.body), .number(number),
            ]
        )
        guard connection.changes == 1 else { return false }
        state.answerBytes += answer.body.count
        while state.answerBytes > limits.answerBytes {
            let before = state.keys
            try forgetFinishedKeys(1)
            guard state.keys < before else { break }
        }
        return true
    }

    /// Gives a claim back: nothing was done, and the key may be used again.
    ///
    /// - Returns: false when it is forgotten or finished.
    mutating func release(_ number: UInt64) throws(StorageFailure) -> Bool {
        try connection.run(
            "DELETE FROM idempotency WHERE number = ? AND answer IS NULL",
            [.number(number)]
        )
        state.keys -= connection.changes
        return connection.changes == 1
    }

    /// Numbers grow with the journal's time, so the oldest are the lowest.
    private mutating func forgetOldKeys() throws(StorageFailure) {
        let lifetime = limits.keyLifetime.components.seconds * 1_000
        guard
            let oldest = try connection.row(
                "SELECT claimed FROM idempotency ORDER BY number LIMIT 1"
            ), try oldest.integer(0) <= now - lifetime
        else { return }
        // A claim that is being worked on is old too: who does so for so long is not awaited.
        try forgetKeys(
            """
            SELECT number, size FROM idempotency
            WHERE number < coalesce((SELECT min(number) FROM idempotency WHERE claimed > ?1), ?2)
            ORDER BY number LIMIT 1000
            """,
            [.integer(now - lifetime), .number(state.keyNext)]
        )
    }

    private mutating func forgetFinishedKeys(_ count: Int) throws(StorageFailure) {
        try forgetKeys(
            """
            SELECT number, size FROM idempotency
            WHERE answer IS NOT NULL OR run <> ? ORDER BY number LIMIT ?
            """,
            [.number(run), .count(count)]
        )
    }

    private mutating func forgetKeys(
        _ sql: String,
        _ values: [StoredValue]
    ) throws(StorageFailure) {
        for row in try connection.rows(sql, values) {
            try connection.run(
                "DELETE FROM idempotency WHERE number = ?",
                [.number(try row.number(0))]
            )
            state.keys -= 1
            state.answerBytes -= try row.count(1)
        }
    }
}
