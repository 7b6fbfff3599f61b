// SPDX-License-Identifier: Apache-2.0

extension JournalOperation<OutboxAnswer> {
    /// Keeps a message for each of its recipients until that has it, or for that long; all copies
    /// or none.
    package static func post(
        _ payload: [UInt8],
        to recipients: [String],
        as message: String,
        ttl: Duration
    ) -> Self {
        let bytes = recipients.reduce(0) { $0 + payload.count + $1.utf8.count + 64 }
        return .writing(bytes: bytes) { ledger throws(StorageFailure) in
            try ledger.post(payload, to: recipients, as: message, ttl: ttl)
        }
    }
}

extension JournalOperation<[OutboxMessage]> {
    /// What may be sent to a recipient now, oldest first.
    ///
    /// It ends with the message whose payload reaches `payloadBytes`. Nothing as long
    /// as the oldest one is not due.
    package static func due(for recipient: String, limit: Int, payloadBytes: Int) -> Self {
        .reading { ledger throws(StorageFailure) in
            try ledger.due(for: recipient, limit: limit, payloadBytes: payloadBytes)
        }
    }
}

extension JournalOperation<[String]> {
    /// The recipients for whom something waits, by name, after the one named.
    package static func recipients(after name: String = "", limit: Int) -> Self {
        .reading { ledger throws(StorageFailure) in
            try ledger.recipients(after: name, limit: limit)
        }
    }
}

extension JournalOperation<Bool> {
    /// A message was tried in vain and is due again after that time; false when it does not wait.
    package static func postpone(_ number: UInt64, for wait: Duration) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.postpone(number, for: wait) }
    }

    /// A message waits no more; false when it did not wait, or for the fate `waiting`.
    package static func settle(_ number: UInt64, _ fate: OutboxFate) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.settle(number, fate) }
    }
}

extension JournalOperation<[UInt64]> {
    /// Messages wait no more; the answer are those that did.
    package static func settleAll(_ numbers: [UInt64], _ fate: OutboxFate) -> Self {
        .writing(bytes: 8 * numbers.count) { ledger throws(StorageFailure) in
            var settled: [UInt64] = []
            for number in numbers where try ledger.settle(number, fate) { settled.append(number) }
            return settled
        }
    }
}

extension JournalOperation<[OutboxCopy]> {
    /// What has become of each copy of a message; none when it was never there or is forgotten.
    package static func copies(of message: String) -> Self {
        .reading { ledger throws(StorageFailure) in try ledger.copies(of: message) }
    }

    /// Ends the waiting of messages whose time is over, at most `limit`; the answer names them.
    package static func expire(limit: Int) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.expire(limit: limit) }
    }
}

extension JournalOperation<Duration?> {
    /// How long until the first message that waits is over; `nil` when none waits.
    package static var timeToExpiry: Self {
        .reading { ledger throws(StorageFailure) in try ledger.timeToExpiry() }
    }
}

extension JournalOperation<OutboxFate?> {
    /// What became of a message; `nil` when it was never there or is forgotten.
    package static func fate(of number: UInt64) -> Self {
        .reading { ledger throws(StorageFailure) in try ledger.fate(of: number) }
    }
}
