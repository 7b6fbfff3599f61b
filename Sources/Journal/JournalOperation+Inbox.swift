// SPDX-License-Identifier: Apache-2.0

extension JournalOperation<UInt64> {
    /// Puts a message at the end of the inbox; the answer is its number.
    ///
    /// Numbers grow and are never given twice, whatever is deleted and however often the journal
    /// is opened. `wanted` is taken where it is higher than the next one.
    package static func append(_ message: JournalMessage, as wanted: UInt64? = nil) -> Self {
        .writing(bytes: message.size) { ledger throws(StorageFailure) in
            try ledger.append(message, as: wanted)
        }
    }
}

extension JournalOperation<Receipt> {
    /// Puts a message of a peer's stream into the inbox and notes the place, both or neither.
    ///
    /// So a peer that repeats what it has seen no acknowledgement for is told that it is there.
    package static func receive(_ message: JournalMessage, at place: StreamPlace) -> Self {
        .writing(bytes: message.size + place.peer.utf8.count) { ledger throws(StorageFailure) in
            try ledger.receive(message, at: place)
        }
    }
}

extension JournalOperation<[Receipt]> {
    /// Puts messages into the inbox in their order, all of them or none; of each in a peer's
    /// stream the place is noted with it.
    package static func receiveAll(_ arrivals: [(JournalMessage, StreamPlace?)]) -> Self {
        let bytes = arrivals.reduce(0) { $0 + $1.0.size + ($1.1?.peer.utf8.count ?? 0) }
        return .writing(bytes: bytes) { ledger throws(StorageFailure) in
            var receipts: [Receipt] = []
            receipts.reserveCapacity(arrivals.count)
            for (message, place) in arrivals {
                receipts.append(try ledger.receive(message, at: place))
            }
            return receipts
        }
    }
}

extension JournalOperation<[StreamPlace]> {
    /// Up to where everything is stored of each peer's lane, those heard last first.
    package static func lanePlaces(limit: Int) -> Self {
        .reading { ledger throws(StorageFailure) in try ledger.lanePlaces(limit: limit) }
    }
}

extension JournalOperation<UInt64?> {
    /// The highest number that was received of that stream, for a peer that asks where to go on.
    package static func place(inStream stream: StreamID, of peer: String) -> Self {
        .reading { ledger throws(StorageFailure) in
            try ledger.heard(of: peer, stream: stream)
        }
    }
}

extension JournalOperation<JournalPage> {
    /// The messages of the inbox from number `first` on, oldest first, at most `limit`; the page
    /// ends with the message whose payload reaches `payloadBytes`.
    package static func page(from first: UInt64, limit: Int, payloadBytes: Int) -> Self {
        .reading { ledger throws(StorageFailure) in
            try ledger.page(from: first, limit: limit, payloadBytes: payloadBytes)
        }
    }
}
