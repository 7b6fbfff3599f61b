// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// A consumer's row of its table.
    private struct Consumer {
        let id: Int64
        let name: String
        var next: UInt64
        var leases: Int
    }

    /// Hands the next messages to a consumer, those first whose lease has ended.
    ///
    /// - `limit`: messages at most.
    /// - `payloadBytes`: it ends with the message that reaches this.
    /// - `duration`: for how long nobody else of that name is given them.
    mutating func lease(
        to name: String,
        from start: ConsumerStart,
        limit: Int,
        payloadBytes: Int,
        for duration: Duration
    ) throws(StorageFailure) -> LeaseAnswer {
        guard var consumer = try consumer(name, from: start) else {
            return .tooManyConsumers(limit: limits.consumers)
        }
        var lease = Lease()
        try forgetLost(&consumer, &lease)
        let ends = state.clock.after(duration)
        var room = payloadBytes
        try leaseAgain(&consumer, &lease, limit: limit, room: &room, until: ends)
        try leaseFresh(&consumer, &lease, limit: limit, room: &room, until: ends)
        try connection.run(
            "UPDATE consumer SET next = ?, leases = ? WHERE id = ?",
            [.number(consumer.next), .count(consumer.leases), .integer(consumer.id)]
        )
        if consumer.next < state.inboxNext {
            lease.behind =
                try connection.row(
                    "SELECT count(*) FROM inbox WHERE sequence >= ?",
                    [.number(consumer.next)]
                )?.number(0) ?? 0
        }
        if lease.entries.isEmpty { lease.again = try timeToLeaseEnd(consumer) }
        return .leased(lease)
    }

    private func timeToLeaseEnd(_ consumer: Consumer) throws(StorageFailure) -> Duration? {
        let row = try connection.row(
            "SELECT ends FROM lease WHERE consumer = ? ORDER BY ends LIMIT 1",
            [.integer(consumer.id)]
        )
        guard let row else { return nil }
        return .milliseconds(max(0, try row.integer(0) - now))
    }

    /// All consumers, by name.
    func consumers() throws(StorageFailure) -> [ConsumerStanding] {
        var consumers: [ConsumerStanding] = []
        for row in try connection.rows("SELECT name, next, leases, id FROM consumer ORDER BY name")
        {
            let next = max(try row.number(1), state.inboxOldest)
            let behind = try connection.row(
                "SELECT count(*) FROM inbox WHERE sequence >= ?",
                [.number(next)]
            )
            consumers.append(
                ConsumerStanding(
                    name: try row.name(0),
                    next: next,
                    leased: try row.count(2),
                    behind: try behind?.number(0) ?? 0
                )
            )
        }
        return consumers
    }

    /// Takes messages as done that a consumer was given, whether their lease has ended or not.
    ///
    /// - Returns: those that were not with the consumer: acknowledged before, dead, let go by the
    ///   inbox, or never given to it.
    mutating func acknowledge(
        _ sequences: [UInt64],
        by name: String
    ) throws(StorageFailure) -> [UInt64] {
        guard let consumer = try knownConsumer(name) else { return sequences }
        var unknown: [UInt64] = []
        for sequence in sequences {
            try connection.run(
                "DELETE FROM lease WHERE consumer = ? AND sequence = ?",
                [.integer(consumer.id), .number(sequence)]
            )
            if connection.changes == 0 { unknown.append(sequence) }
        }
        try connection.run(
            "UPDATE consumer SET leases = leases - ? WHERE id = ?",
            [.count(sequences.count - unknown.count), .integer(consumer.id)]
        )
        return unknown
    }

    /// Forgets a consumer and what it has leased; its dead letters stay.
    ///
    /// - Returns: whether there was one.
    mutating func forgetConsumer(_ name: String) throws(StorageFailure) -> Bool {
        guard let consumer = try knownConsumer(name) else { return false }
        try connection.run("DELETE FROM lease WHERE consumer = ?", [.integer(consumer.id)])
        try connection.run("DELETE FROM consumer WHERE id = ?", [.integer(consumer.id)])
        return true
    }

    private func knownConsumer(_ name: String) throws(StorageFailure) -> Consumer? {
        let row = try connection.row(
            "SELECT id, next, leases FROM consumer WHERE name = ?",
            [.name(name)]
        )
        guard let row else { return nil }
        return Consumer(
            id: try row.integer(0),
            name: name,
            next: try row.number(1),
            leases: try row.count(2)
        )
    }

    private func consumer(
        _ name: String,
        from start: ConsumerStart
    ) throws(StorageFailure) -> Consumer? {
        if let consumer = try knownConsumer(name) { return consumer }
        let count = try connection.row("SELECT count(*) FROM consumer")?.count(0) ?? 0
        guard count < limits.consumers else { return nil }
        let next = start == .oldest ? state.inboxOldest : state.inboxNext
        try connection.run(
            "INSERT INTO consumer (name, next, leases) VALUES (?, ?, 0)",
            [.name(name), .number(next)]
        )
        return try knownConsumer(name)
    }

    /// What the inbox has let go can be handed out no more.
    private func forgetLost(
        _ consumer: inout Consumer,
        _ lease: inout Lease
    ) throws(StorageFailure) {
        if consumer.next < state.inboxOldest {
            lease.lost += state.inboxOldest - consumer.next
            consumer.next = state.inboxOldest
        }
        guard consumer.leases > 0 else { return }
        try connection.run(
            "DELETE FROM lease WHERE consumer = ? AND sequence < ?",
            [.integer(consumer.id), .number(state.inboxOldest)]
        )
        lease.lost += UInt64(connection.changes)
        consumer.leases -= connection.changes
    }

    /// Hands out once more what was not acknowledged in time.
    private mutating func leaseAgain(
        _ consumer: inout Consumer,
        _ lease: inout Lease,
        limit: Int,
        room: inout Int,
        until ends: Int64
    ) throws(StorageFailure) {
        let expired = try connection.rows(
            """
            SELECT sequence, attempt FROM lease
            WHERE consumer = ? AND ends <= ? ORDER BY sequence
            """,
            [.integer(consumer.id), .integer(now)]
        )
        for row in expired where lease.entries.count < limit && room > 0 {
            let (sequence, attempt) = (try row.number(0), try row.count(1))
            let key: [StoredValue] = [.integer(consumer.id), .number(sequence)]
            guard attempt < limits.deliveryAttempts, let message = try message(sequence) else {
                try bury(sequence, of: consumer.name, attempts: attempt)
                try connection.run("DELETE FROM lease WHERE consumer = ? AND sequence = ?", key)
                consumer.leases -= 1
                lease.dead += 1
                continue
            }
            try connection.run(
                "UPDATE lease SET ends = ?, attempt = ? WHERE consumer = ? AND sequence = ?",
                [.integer(ends), .count(attempt + 1)] + key
            )
            room -= message.payload.count
            lease.entries.append(
                Lease.Entry(sequence: sequence, attempt: attempt + 1, message: message)
            )
        }
    }

    /// Hands out what the consumer was never given.
    private func leaseFresh(
        _ consumer: inout Consumer,
        _ lease: inout Lease,
        limit: Int,
        room: inout Int,
        until ends: Int64
    ) throws(StorageFailure) {
        let wanted = min(limit - lease.entries.count, limits.leasesPerConsumer - consumer.leases)
        guard wanted > 0, room > 0 else { return }
        let page = try page(from: consumer.next, limit: wanted, payloadBytes: room)
        for entry in page.entries {
            try connection.run(
                "INSERT INTO lease (consumer, sequence, ends, attempt) VALUES (?, ?, ?, 1)",
                [.integer(consumer.id), .number(entry.sequence), .integer(ends)]
            )
            room -= entry.message.payload.count
            lease.entries.append(
                Lease.Entry(sequence: entry.sequence, attempt: 1, message: entry.message)
            )
        }
        consumer.leases += page.entries.count
        consumer.next = page.next
    }
}
