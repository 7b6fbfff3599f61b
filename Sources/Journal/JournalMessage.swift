// SPDX-License-Identifier: Apache-2.0

/// A message as the journal keeps it.
package struct JournalMessage: Equatable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, by the local clock.
    package var receivedAtUnixMilliseconds: Int64
    /// Who sent it, where something tells.
    package var sender: String?
    /// How it came, in a word of the caller's.
    package var carrier: String
    package var payload: [UInt8]

    package init(
        receivedAtUnixMilliseconds: Int64,
        sender: String?,
        carrier: String,
        payload: [UInt8]
    ) {
        self.receivedAtUnixMilliseconds = receivedAtUnixMilliseconds
        self.sender = sender
        self.carrier = carrier
        self.payload = payload
    }

    /// What it counts for, in bytes: what it holds, and what a row costs.
    var size: Int { payload.count + (sender?.utf8.count ?? 0) + carrier.utf8.count + 64 }
}

extension JournalMessage {
    /// From the columns received, sender, carrier, payload, of which that is the first.
    init(_ row: StoredRow, from column: Int) throws(StorageFailure) {
        self.init(
            receivedAtUnixMilliseconds: try row.integer(column),
            sender: try row.optionalName(column + 1),
            carrier: try row.name(column + 2),
            payload: try row.bytes(column + 3)
        )
    }

    /// For the columns received, sender, carrier, payload.
    var values: [StoredValue] {
        [
            .integer(receivedAtUnixMilliseconds), .name(sender), .name(carrier), .bytes(payload),
        ]
    }
}
