// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Puts a message at the end of the inbox.
    ///
    /// `wanted`: its number, where it is higher than the next one: numbers may be left
    ///   out, and none is given twice.
    mutating func append(
        _ message: JournalMessage,
        as wanted: UInt64? = nil
    ) throws(StorageFailure) -> UInt64 {
        let sequence = min(max(state.inboxNext, wanted ?? 0), UInt64(Int64.max) - 1)
        try connection.run(
            """
            INSERT INTO inbox (sequence, size, received, sender, carrier, payload)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [.number(sequence), .count(message.size)] + message.values
        )
        if state.inboxMessages == 0 { state.inboxOldest = sequence }
        state.inboxNext = sequence + 1
        state.inboxMessages += 1
        state.inboxBytes += message.size
        return sequence
    }

    /// Puts a message into the inbox, unless it is a repeated one of a peer's stream.
    mutating func receive(
        _ message: JournalMessage,
        at place: StreamPlace?
    ) throws(StorageFailure) -> Receipt {
        if let place {
            guard try follows(place) else { return .repeated }
        }
        return .stored(sequence: try append(message))
    }

    /// The messages from number `first` on, oldest first.
    ///
    /// - `limit`: messages at most.
    /// - `payloadBytes`: a page ends with the message that reaches this.
    func page(
        from first: UInt64,
        limit: Int,
        payloadBytes: Int
    ) throws(StorageFailure) -> JournalPage {
        var page = JournalPage(
            next: state.inboxNext,
            oldest: state.inboxOldest,
            first: state.inboxFirst
        )
        // One more than asked for tells where the next page begins.
        var room = payloadBytes
        try connection.each(
            """
            SELECT sequence, received, sender, carrier, payload FROM inbox
            WHERE sequence >= ? ORDER BY sequence LIMIT ?
            """,
            [.number(min(first, UInt64(Int64.max))), .count(max(0, min(limit, 1 << 32)) + 1)]
        ) { row throws(StorageFailure) in
            let sequence = try row.number(0)
            guard page.entries.count < limit, room > 0 else {
                page.next = sequence
                return false
            }
            let message = try JournalMessage(row, from: 1)
            room -= message.payload.count
            page.entries.append(JournalPage.Entry(sequence: sequence, message: message))
            return true
        }
        return page
    }

    /// One message, if it is kept.
    func message(_ sequence: UInt64) throws(StorageFailure) -> JournalMessage? {
        let row = try connection.row(
            "SELECT received, sender, carrier, payload FROM inbox WHERE sequence = ?",
            [.number(sequence)]
        )
        guard let row else { return nil }
        return try JournalMessage(row, from: 0)
    }

    /// Lets the oldest messages go for which there is no room, once at the end of a transaction.
    mutating func trimInbox() throws(StorageFailure) {
        var (messages, bytes) = (state.inboxMessages, state.inboxBytes)
        guard messages > limits.inboxMessages || bytes > limits.inboxBytes else { return }
        var oldest = state.inboxNext
        let (most, mostBytes) = (limits.inboxMessages, limits.inboxBytes)
        try connection.each("SELECT sequence, size FROM inbox ORDER BY sequence") {
            row throws(StorageFailure) in
            guard messages > most || bytes > mostBytes else {
                oldest = try row.number(0)
                return false
            }
            messages -= 1
            bytes -= try row.count(1)
            return true
        }
        try connection.run("DELETE FROM inbox WHERE sequence < ?", [.number(oldest)])
        state.inboxOldest = oldest
        state.inboxMessages = messages
        state.inboxBytes = bytes
    }
}
