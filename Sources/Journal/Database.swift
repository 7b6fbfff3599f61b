// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Synchronization

/// One connection to SQLite, and the statements that were prepared on it.
///
/// Whoever uses it has it alone. The two pointers of SQLite's are kept as numbers, because a lock
/// takes only what may go from thread to thread, as a connection may.
final class Database: Sendable {
    private struct State: Sendable {
        var handle: Int
        var statements: [String: Int] = [:]
    }

    private let state: Mutex<State>

    /// Opens the database, which must be there.
    ///
    /// - `busyMilliseconds`: how long a statement waits for another program that holds the file.
    init(path: String, busyMilliseconds: Int32) throws(StorageFailure) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let words = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
            sqlite3_close_v2(handle)
            throw StorageFailure(code: extended, words: words)
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, busyMilliseconds)
        // A misspelt name is an error and no text, and no statement can write to the file's
        // structure behind SQLite's back.
        _ = csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DML, 0)
        _ = csqlite_configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
        _ = csqlite_configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        state = Mutex(State(handle: Int(bitPattern: handle)))
    }

    deinit { close() }

    /// Gives `body` the connection, on this thread.
    func access<Answer: Sendable, Failure: Error>(
        _ body: (Connection) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try state.withLock { (state) throws(Failure) in
            let connection = Connection(
                OpaquePointer(bitPattern: state.handle),
                statements: state.statements.compactMapValues { OpaquePointer(bitPattern: $0) }
            )
            defer { state.statements = connection.statements.mapValues { Int(bitPattern: $0) } }
            return try body(connection)
        }
    }

    /// Lets the file go; every statement afterwards fails.
    func close() {
        state.withLock { state in
            for statement in state.statements.values {
                sqlite3_finalize(OpaquePointer(bitPattern: statement))
            }
            sqlite3_close_v2(OpaquePointer(bitPattern: state.handle))
            state = State(handle: 0)
        }
    }
}
