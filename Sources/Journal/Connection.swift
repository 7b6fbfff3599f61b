// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The statements of one access to the database; beside `Database` the rest of the journal does
/// not see SQLite.
///
/// It must not outlive the access. Statements are prepared once and found by their text.
final class Connection {
    /// `nil` when it was closed.
    private let handle: OpaquePointer?
    private(set) var statements: [String: OpaquePointer]

    init(_ handle: OpaquePointer?, statements: [String: OpaquePointer]) {
        self.handle = handle
        self.statements = statements
    }

    /// Rows that the last statement inserted, changed or deleted.
    var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Carries out a statement that answers with nothing.
    func run(_ sql: String, _ values: [StoredValue] = []) throws(StorageFailure) {
        try each(sql, values) { _ in true }
    }

    /// Carries out statements, one after the other.
    func runAll(_ sql: String) throws(StorageFailure) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// All rows of an answer of which it is known that there are few.
    func rows(_ sql: String, _ values: [StoredValue] = []) throws(StorageFailure) -> [StoredRow] {
        var rows: [StoredRow] = []
        try each(sql, values) { row in
            rows.append(row)
            return true
        }
        return rows
    }

    /// The only row of an answer, if there is one.
    func row(_ sql: String, _ values: [StoredValue] = []) throws(StorageFailure) -> StoredRow? {
        var found: StoredRow?
        try each(sql, values) { row in
            found = row
            return false
        }
        return found
    }

    /// Reads row after row until `body` answers that it has enough; it must not carry out others.
    func each(
        _ sql: String,
        _ values: [StoredValue] = [],
        _ body: (StoredRow) throws(StorageFailure) -> Bool
    ) throws(StorageFailure) {
        let statement = try prepared(sql)
        defer {
            // Says once more what the last step said; that has been heard.
            _ = sqlite3_reset(statement)
            _ = sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() {
            try check(bind(value, to: statement, at: Int32(index + 1)))
        }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            let columns = 0..<sqlite3_column_count(statement)
            let row = StoredRow(values: columns.map { StoredValue(statement, column: $0) })
            guard try body(row) else { return }
        }
    }

    func begin(writing: Bool) throws(StorageFailure) {
        try run(writing ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED")
    }

    func commit() throws(StorageFailure) { try run("COMMIT") }

    /// Ends a transaction without its changes; SQLite may have done so by itself already.
    func rollBack() {
        guard handle != nil, sqlite3_get_autocommit(handle) == 0 else { return }
        // Only what has been committed counts; a failing disk may refuse to say so.
        _ = try? run("ROLLBACK")
    }

    /// Moves what the log holds into the database and empties the log; false where it cannot.
    func emptyLog() throws(StorageFailure) -> Bool {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        if code & 0xff == SQLITE_BUSY { return false }
        try check(code)
        return true
    }

    // MARK: Statements

    private func prepared(_ sql: String) throws(StorageFailure) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        guard handle != nil else { throw StorageFailure(code: SQLITE_MISUSE, words: "closed") }
        var statement: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        try check(sqlite3_prepare_v3(handle, sql, -1, flags, &statement, nil))
        guard let statement else {
            throw StorageFailure(code: SQLITE_MISUSE, words: "no statement: \(sql)")
        }
        statements[sql] = statement
        return statement
    }

    private func bind(
        _ value: StoredValue,
        to statement: OpaquePointer,
        at index: Int32
    ) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .bytes(let bytes):
            return bytes.withUnsafeBytes {
                csqlite_bind_blob(statement, index, $0.baseAddress, UInt64($0.count))
            }
        case .text(let text):
            return csqlite_bind_text(statement, index, text, UInt64(text.utf8.count))
        }
    }

    private func check(_ code: Int32) throws(StorageFailure) {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> StorageFailure {
        guard let handle else { return StorageFailure(code: code, words: "closed") }
        return StorageFailure(code: code, words: String(cString: sqlite3_errmsg(handle)))
    }
}

extension StoredValue {
    fileprivate init(_ statement: OpaquePointer, column: Int32) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: self = .null
        case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(statement, column))
        case SQLITE_BLOB:
            let address = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            self = .bytes(Array(UnsafeRawBufferPointer(start: address, count: count)))
        // No table of ours has a column of numbers with fractions; one is of the wrong kind
        // wherever it stands, and text.
        default:
            let address = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            let text = UnsafeBufferPointer(start: address, count: count)
            self = .text(String(decoding: text, as: UTF8.self))
        }
    }
}
