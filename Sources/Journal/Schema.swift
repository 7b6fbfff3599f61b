// SPDX-License-Identifier: Apache-2.0

/// The tables, by version; each step leads from one version to the next.
enum Schema {
    /// `PRAGMA application_id` of a journal: "ping".
    static let applicationID: Int64 = 0x7069_6e67
    /// The version that this program writes (`PRAGMA user_version`).
    static var version: Int { steps.count }

    private static let steps = [
        """
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            identity INTEGER NOT NULL, time INTEGER NOT NULL, wall INTEGER NOT NULL,
            inbox_first INTEGER NOT NULL, inbox_next INTEGER NOT NULL,
            inbox_oldest INTEGER NOT NULL,
            inbox_messages INTEGER NOT NULL, inbox_bytes INTEGER NOT NULL,
            outbox_next INTEGER NOT NULL, outbox_messages INTEGER NOT NULL,
            outbox_bytes INTEGER NOT NULL, outbox_fates INTEGER NOT NULL,
            key_next INTEGER NOT NULL, keys INTEGER NOT NULL, answer_bytes INTEGER NOT NULL,
            dead_letter_next INTEGER NOT NULL, dead_letters INTEGER NOT NULL,
            dead_letter_bytes INTEGER NOT NULL, streams INTEGER NOT NULL, members INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE inbox (
            sequence INTEGER PRIMARY KEY, size INTEGER NOT NULL, received INTEGER NOT NULL,
            sender BLOB, carrier BLOB NOT NULL, payload BLOB NOT NULL
        ) STRICT;
        CREATE TABLE stream (
            peer BLOB NOT NULL, stream BLOB NOT NULL, highest INTEGER NOT NULL,
            heard INTEGER NOT NULL,
            PRIMARY KEY (peer, stream)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX stream_heard ON stream (heard);
        CREATE TABLE consumer (
            id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, next INTEGER NOT NULL,
            leases INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE lease (
            consumer INTEGER NOT NULL, sequence INTEGER NOT NULL, ends INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            PRIMARY KEY (consumer, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lease_ends ON lease (consumer, ends);
        CREATE TABLE dead_letter (
            number INTEGER PRIMARY KEY, size INTEGER NOT NULL, consumer BLOB NOT NULL,
            sequence INTEGER NOT NULL, attempts INTEGER NOT NULL, received INTEGER NOT NULL,
            sender BLOB, carrier BLOB NOT NULL, payload BLOB NOT NULL
        ) STRICT;
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY, size INTEGER NOT NULL, recipient BLOB NOT NULL,
            message BLOB NOT NULL, ends INTEGER NOT NULL, attempts INTEGER NOT NULL,
            due INTEGER NOT NULL, fate INTEGER NOT NULL, bytes INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        CREATE INDEX outbox_recipient ON outbox (recipient, number) WHERE fate = 0;
        CREATE INDEX outbox_message ON outbox (message, number);
        CREATE INDEX outbox_ends ON outbox (ends) WHERE fate = 0;
        CREATE INDEX outbox_fate ON outbox (number) WHERE fate <> 0;
        CREATE TABLE idempotency (
            name BLOB NOT NULL UNIQUE, number INTEGER PRIMARY KEY, digest BLOB NOT NULL,
            claimed INTEGER NOT NULL, run INTEGER NOT NULL, status INTEGER, size INTEGER NOT NULL,
            type BLOB, answer BLOB
        ) STRICT;
        CREATE TABLE member (
            name BLOB PRIMARY KEY, address BLOB NOT NULL, seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX member_seen ON member (seen);
        CREATE TABLE number (
            name BLOB PRIMARY KEY, next INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    ]

    /// Brings the tables to this program's version, within the transaction of the caller.
    ///
    /// `fresh`: of a journal that is only being made.
    static func migrate(
        _ connection: Connection,
        from version: Int,
        fresh: JournalState
    ) throws(StorageFailure) {
        guard version < steps.count else { return }
        for step in steps[max(0, version)...] { try connection.runAll(step) }
        if version == 0 { try fresh.save(connection) }
        try connection.runAll("PRAGMA application_id = \(applicationID)")
        try connection.runAll("PRAGMA user_version = \(steps.count)")
    }
}
