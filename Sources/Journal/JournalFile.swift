// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// The open database of a journal, and the lock on its directory.
struct JournalFile: ~Copyable, Sendable {
    /// The database; the write-ahead log and its index lie beside it.
    let path: String
    private let lock: DirectoryLock
    private let database: Database
    private let limits: JournalLimits

    /// Opens the database in a directory, or makes it.
    init(directory: String, limits: JournalLimits) throws(JournalError) {
        let lock = try DirectoryLock(directory: directory)
        let path = directory + "/journal.sqlite"
        try Self.create(path)
        lock.synchronize()
        let database = try Self.open(path, limits)
        self.limits = limits
        self.path = path
        self.database = database
        self.lock = lock
    }

    private static func open(
        _ path: String,
        _ limits: JournalLimits
    ) throws(JournalError) -> Database {
        let wait = limits.lockWait.components
        let milliseconds = wait.seconds * 1_000 + wait.attoseconds / 1_000_000_000_000_000
        do throws(StorageFailure) {
            return try Database(path: path, busyMilliseconds: Int32(clamping: milliseconds))
        } catch {
            throw error.error(file: path, fileBytes: 0, isAtLimit: false)
        }
    }

    /// Makes the file with mode 0600; SQLite gives those beside it the same.
    private static func create(_ path: String) throws(JournalError) {
        let number = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else {
            let error = Errno.last
            switch error.code {
            case ENOSPC, EDQUOT: throw .diskFull(file: path)
            case EROFS: throw .readOnly(file: path)
            default: throw .cannotOpen(file: path, "\(error)")
            }
        }
        _ = Glibc.close(number)
    }

    /// Checks the file, brings its tables up to date, and reads what it knows of itself.
    ///
    /// `fresh`: what a new journal begins with; its clock shows what it is now.
    /// - Returns: that, and the number of this opening.
    func prepare(fresh: JournalState) throws(JournalError) -> (state: JournalState, run: UInt64) {
        let (path, limits) = (path, limits)
        return try access { connection throws(JournalError) in
            let found = try Self.translating(path) { () throws(StorageFailure) in
                try Self.version(connection)
            }
            guard let version = found else { throw .foreign(file: path) }
            guard version <= Schema.version else {
                throw .newer(file: path, version: version, known: Schema.version)
            }
            return try Self.translating(path) { () throws(StorageFailure) in
                try Self.configure(connection, limits)
                do throws(StorageFailure) {
                    return try Self.begin(connection, limits, from: version, fresh: fresh)
                } catch {
                    connection.rollBack()
                    throw error
                }
            }
        }
    }

    private static func translating<Answer>(
        _ path: String,
        _ body: () throws(StorageFailure) -> Answer
    ) throws(JournalError) -> Answer {
        do throws(StorageFailure) {
            return try body()
        } catch {
            throw error.error(file: path, fileBytes: 0, isAtLimit: false)
        }
    }

    /// The version of the tables, 0 where there are none; `nil` for another's database.
    private static func version(_ connection: Connection) throws(StorageFailure) -> Int? {
        let id = try connection.row("PRAGMA application_id")?.integer(0)
        let tables = try connection.row("SELECT count(*) FROM sqlite_schema")?.count(0) ?? 0
        guard id == Schema.applicationID || id == 0 && tables == 0 else { return nil }
        return try connection.row("PRAGMA user_version")?.count(0) ?? 0
    }

    private static func begin(
        _ connection: Connection,
        _ limits: JournalLimits,
        from version: Int,
        fresh: JournalState
    ) throws(StorageFailure) -> (state: JournalState, run: UInt64) {
        try connection.begin(writing: true)
        try Schema.migrate(connection, from: version, fresh: fresh)
        var ledger = Ledger(
            connection: connection,
            limits: limits,
            run: 0,
            state: try JournalState(connection)
        )
        ledger.state.clock.advance(to: fresh.clock.wall)
        let run = try ledger.reserve(1, of: "run", from: 1).lowerBound
        try ledger.state.save(connection)
        try connection.commit()
        return (ledger.state, run)
    }

    /// Sets what holds for this connection, and looks for damage.
    private static func configure(
        _ connection: Connection,
        _ limits: JournalLimits
    ) throws(StorageFailure) {
        let mode = try connection.row("PRAGMA journal_mode = WAL")?.text(0)
        guard mode == "wal" else {
            throw StorageFailure(code: 14, words: "there can be no write-ahead log here")
        }
        let pages = max(64, limits.fileBytes / 4_096)
        for pragma in [
            // A commit has reached the disk before it is answered. NORMAL, which is what a log
            // is often used with, may lose the last commits when the power goes.
            "synchronous = FULL",
            "wal_autocheckpoint = 1000",
            "journal_size_limit = 16777216",
            "max_page_count = \(pages)",
            "cache_size = -1024",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            // Overwrites what is deleted where that costs no page more.
            "secure_delete = FAST",
        ] {
            _ = try connection.rows("PRAGMA \(pragma)")
        }
        // Looks at the pages' structure, not at what rows hold; a fraction of a second for as
        // much as an inbox holds by default.
        if let row = try connection.row("PRAGMA quick_check(1)"), try row.text(0) != "ok" {
            throw .malformed(try row.text(0))
        }
    }

    /// Gives `body` the connection, on this thread.
    func access<Answer: Sendable, Failure: Error>(
        _ body: (Connection) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try database.access(body)
    }

    /// Bytes of the write-ahead log.
    var logBytes: Int {
        var status = stat()
        return stat(path + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }

    /// Moves the log into the database, and lets the file go.
    func close() {
        // What is committed is in the log; if that cannot be moved now, the next start does it.
        database.close()
    }
}
