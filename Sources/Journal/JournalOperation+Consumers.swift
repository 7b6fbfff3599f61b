// SPDX-License-Identifier: Apache-2.0

extension JournalOperation<LeaseAnswer> {
    /// Hands the next messages of the inbox to a named consumer, for that long.
    ///
    /// What is not acknowledged by then is handed out again, and becomes a dead letter after
    /// `JournalLimits.deliveryAttempts`. Every consumer gets every message; those who ask under
    /// one name share them. A name that was never heard of begins where `start` says.
    package static func lease(
        to consumer: String,
        from start: ConsumerStart = .oldest,
        limit: Int,
        payloadBytes: Int,
        for duration: Duration
    ) -> Self {
        .writing(bytes: consumer.utf8.count) { ledger throws(StorageFailure) in
            try ledger.lease(
                to: consumer,
                from: start,
                limit: limit,
                payloadBytes: payloadBytes,
                for: duration
            )
        }
    }
}

extension JournalOperation<[UInt64]> {
    /// A consumer is done with messages; the answer are those that it did not have.
    package static func acknowledge(_ sequences: [UInt64], by consumer: String) -> Self {
        .writing(bytes: 8 * sequences.count) { ledger throws(StorageFailure) in
            try ledger.acknowledge(sequences, by: consumer)
        }
    }
}

extension JournalOperation<Bool> {
    /// Forgets a consumer and its leases; the answer is whether there was one.
    package static func forgetConsumer(_ name: String) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.forgetConsumer(name) }
    }

    /// Forgets a dead letter; the answer is whether there was one.
    package static func discardDeadLetter(_ number: UInt64) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.discardDeadLetter(number) }
    }
}

extension JournalOperation<[ConsumerStanding]> {
    /// All consumers, by name.
    package static func consumers() -> Self {
        .reading { ledger throws(StorageFailure) in try ledger.consumers() }
    }
}

extension JournalOperation<[DeadLetter]> {
    /// The dead letters from number `first` on, oldest first, of one consumer or of all; it ends
    /// with the one whose payload reaches `payloadBytes`.
    package static func deadLetters(
        of consumer: String? = nil,
        from first: UInt64 = 0,
        limit: Int,
        payloadBytes: Int
    ) -> Self {
        .reading { ledger throws(StorageFailure) in
            try ledger.deadLetters(
                of: consumer,
                from: first,
                limit: limit,
                payloadBytes: payloadBytes
            )
        }
    }
}
