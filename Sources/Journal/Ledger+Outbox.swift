// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Keeps a message until its recipients have it or its time is over.
    mutating func post(
        _ payload: [UInt8],
        to recipients: [String],
        as message: String,
        ttl: Duration
    ) throws(StorageFailure) -> OutboxAnswer {
        let bytes = recipients.reduce(0) { $0 + payload.count + $1.utf8.count + 64 }
        guard state.outboxMessages + recipients.count <= limits.outboxMessages,
            state.outboxBytes + bytes <= limits.outboxBytes
        else { return .full(messages: state.outboxMessages, bytes: state.outboxBytes) }
        var numbers: [UInt64] = []
        for recipient in recipients {
            numbers.append(try post(payload, to: recipient, as: message, ttl: ttl))
        }
        return .waiting(numbers: numbers)
    }

    private mutating func post(
        _ payload: [UInt8],
        to recipient: String,
        as message: String,
        ttl: Duration
    ) throws(StorageFailure) -> UInt64 {
        let size = payload.count + recipient.utf8.count + 64
        let number = state.outboxNext
        try connection.run(
            """
            INSERT INTO outbox
            (number, size, recipient, message, ends, attempts, due, fate, bytes, payload)
            VALUES (?, ?, ?, ?, ?, 0, ?, 0, ?, ?)
            """,
            [
                .number(number), .count(size), .name(recipient), .name(message),
                .integer(state.clock.after(ttl)), .integer(now), .count(payload.count),
                .bytes(payload),
            ]
        )
        state.outboxNext += 1
        state.outboxMessages += 1
        state.outboxBytes += size
        return number
    }

    /// What may be sent to a recipient now, in order.
    ///
    /// Nothing when its oldest message is not due yet, for one that is sent before an older one
    /// would make the recipient take the older one for repeated.
    func due(
        for recipient: String,
        limit: Int,
        payloadBytes: Int
    ) throws(StorageFailure) -> [OutboxMessage] {
        var messages: [OutboxMessage] = []
        var room = payloadBytes
        guard limit > 0, room > 0 else { return [] }
        let now = now
        try connection.each(
            """
            SELECT number, attempts, due, ends, payload, message FROM outbox
            WHERE recipient = ? AND fate = 0 ORDER BY number
            """,
            [.name(recipient)]
        ) { row throws(StorageFailure) in
            // What has expired is passed over; `expire` gives it its fate.
            guard try row.integer(3) > now else { return true }
            guard try row.integer(2) <= now else { return false }
            let payload = try row.bytes(4)
            messages.append(
                OutboxMessage(
                    number: try row.number(0),
                    recipient: recipient,
                    message: try row.name(5),
                    attempts: try row.count(1),
                    payload: payload
                )
            )
            room -= payload.count
            return messages.count < limit && room > 0
        }
        return messages
    }

    /// Those for whom something waits, at most `limit`, by name, after the one named.
    func recipients(after name: String, limit: Int) throws(StorageFailure) -> [String] {
        var names: [String] = []
        let rows = try connection.rows(
            """
            SELECT DISTINCT recipient FROM outbox
            WHERE fate = 0 AND recipient > ? ORDER BY recipient LIMIT ?
            """,
            [.name(name), .count(max(0, limit))]
        )
        for row in rows { names.append(try row.name(0)) }
        return names
    }

    /// A message was tried in vain; it is due again after that time.
    ///
    /// - Returns: whether it was waiting.
    mutating func postpone(_ number: UInt64, for wait: Duration) throws(StorageFailure) -> Bool {
        try connection.run(
            "UPDATE outbox SET attempts = attempts + 1, due = ? WHERE number = ? AND fate = 0",
            [.integer(state.clock.after(wait)), .number(number)]
        )
        return connection.changes == 1
    }

    /// A message waits no more; its payload goes, its fate is remembered.
    ///
    /// - Returns: whether it was waiting.
    mutating func settle(_ number: UInt64, _ fate: OutboxFate) throws(StorageFailure) -> Bool {
        let row = try connection.row(
            "SELECT size FROM outbox WHERE number = ? AND fate = 0",
            [.number(number)]
        )
        guard let row, fate != .waiting else { return false }
        try connection.run(
            "UPDATE outbox SET fate = ?, payload = zeroblob(0) WHERE number = ?",
            [.count(fate.rawValue), .number(number)]
        )
        state.outboxMessages -= 1
        state.outboxBytes -= try row.count(0)
        state.outboxFates += 1
        guard state.outboxFates > limits.outboxFates else { return true }
        try connection.run(
            """
            DELETE FROM outbox WHERE number IN
            (SELECT number FROM outbox WHERE fate <> 0 ORDER BY number LIMIT ?)
            """,
            [.count(state.outboxFates - limits.outboxFates)]
        )
        state.outboxFates -= connection.changes
        return true
    }

    /// Gives their fate to messages whose time is over, at most `limit`.
    ///
    /// - Returns: the copies.
    mutating func expire(limit: Int) throws(StorageFailure) -> [OutboxCopy] {
        let rows = try connection.rows(
            """
            SELECT number, recipient, bytes, message FROM outbox
            WHERE fate = 0 AND ends <= ? ORDER BY ends LIMIT ?
            """,
            [.integer(now), .count(max(0, limit))]
        )
        var copies: [OutboxCopy] = []
        for row in rows {
            let number = try row.number(0)
            guard try settle(number, .expired) else { continue }
            copies.append(
                OutboxCopy(
                    number: number,
                    recipient: try row.name(1),
                    message: try row.name(3),
                    bytes: try row.count(2),
                    fate: .expired
                )
            )
        }
        return copies
    }

    /// How long until the first of what waits is over; `nil` when nothing waits.
    func timeToExpiry() throws(StorageFailure) -> Duration? {
        let row = try connection.row(
            "SELECT ends FROM outbox WHERE fate = 0 ORDER BY ends LIMIT 1"
        )
        guard let row else { return nil }
        return .milliseconds(max(0, try row.integer(0) - now))
    }

    /// The copies of a message that are remembered, in the order in which they were posted.
    func copies(of message: String) throws(StorageFailure) -> [OutboxCopy] {
        var copies: [OutboxCopy] = []
        let rows = try connection.rows(
            "SELECT number, recipient, bytes, fate FROM outbox WHERE message = ? ORDER BY number",
            [.name(message)]
        )
        for row in rows {
            copies.append(
                OutboxCopy(
                    number: try row.number(0),
                    recipient: try row.name(1),
                    message: message,
                    bytes: try row.count(2),
                    fate: try Self.fate(try row.count(3))
                )
            )
        }
        return copies
    }

    private static func fate(_ number: Int) throws(StorageFailure) -> OutboxFate {
        guard let fate = OutboxFate(rawValue: number) else {
            throw .malformed("a message of the outbox has no fate")
        }
        return fate
    }

    /// What became of a message; `nil` when it was never there or is long forgotten.
    func fate(of number: UInt64) throws(StorageFailure) -> OutboxFate? {
        let row = try connection.row("SELECT fate FROM outbox WHERE number = ?", [.number(number)])
        guard let row else { return nil }
        return try Self.fate(try row.count(0))
    }
}
