// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB

/// The statements of one access to the database; the rest of the journal does not see GRDB.
///
/// It must not outlive the access. Statements are prepared once and found by their text.
final class Connection {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Rows that the last statement inserted, changed or deleted.
    var changes: Int { database.changesCount }

    /// Carries out a statement that answers with nothing.
    func run(_ sql: String, _ values: [StoredValue] = []) throws(StorageFailure) {
        try attempt {
            let statement = try database.cachedStatement(sql: sql)
            try statement.execute(arguments: StatementArguments(values.map(\.databaseValue)))
        }
    }

    /// Carries out statements, one after the other.
    func runAll(_ sql: String) throws(StorageFailure) {
        try attempt { try database.execute(sql: sql) }
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
        try attempt {
            let statement = try database.cachedStatement(sql: sql)
            let arguments = StatementArguments(values.map(\.databaseValue))
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            while let row = try cursor.next() {
                let values = Array(row.databaseValues.map { StoredValue($0) })
                guard try body(StoredRow(values: values)) else { break }
            }
        }
    }

    func begin(writing: Bool) throws(StorageFailure) {
        try attempt { try database.beginTransaction(writing ? .immediate : .deferred) }
    }

    func commit() throws(StorageFailure) { try attempt { try database.commit() } }

    /// Ends a transaction without its changes; SQLite may have done so by itself already.
    func rollBack() {
        // Only what has been committed counts; a failing disk may refuse to say so.
        _ = try? database.rollback()
    }

    /// Moves what the log holds into the database and empties the log; false where it cannot.
    func emptyLog() throws(StorageFailure) -> Bool {
        do {
            try attempt { _ = try database.checkpoint(.truncate) }
            return true
        } catch {
            guard error.code & 0xff == 5 else { throw error }
            return false
        }
    }

    private func attempt<Result>(
        _ body: () throws -> Result
    ) throws(StorageFailure) -> Result {
        do {
            return try body()
        } catch {
            throw StorageFailure(error)
        }
    }
}

extension StorageFailure {
    init(_ error: any Error) {
        switch error {
        case let failure as StorageFailure: self = failure
        case let error as DatabaseError:
            let words = error.message ?? "\(error.resultCode)"
            self.init(code: error.extendedResultCode.rawValue, words: words)
        default: self.init(code: 1, words: "\(error)")
        }
    }
}

extension StoredValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        case .text(let text): text.databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        // No table of ours has a column for it; it is of the wrong kind wherever it stands.
        case .double(let number): self = .text("\(number)")
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes(Array(data))
        }
    }
}
