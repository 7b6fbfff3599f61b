// SPDX-License-Identifier: Apache-2.0

/// What SQLite answered to one statement that it did not carry out.
struct StorageFailure: Error, Equatable {
    /// The extended result code (sqlite.org/rescode.html).
    let code: Int32
    let words: String

    /// A row that no statement of ours can have written.
    static func malformed(_ words: String) -> StorageFailure {
        StorageFailure(code: 11, words: words)
    }

    /// The low byte of an extended code is the primary one.
    private var primary: Int32 { code & 0xff }

    /// What it means for the database in `file`.
    func error(file: String, fileBytes: Int, isAtLimit: Bool) -> JournalError {
        switch primary {
        case 5, 6: .busy(file: file)
        case 8: .readOnly(file: file)
        // The index of the log cannot grow (SQLITE_IOERR_SHMSIZE): there is no room either.
        case 10 where code == 10 | 19 << 8: .diskFull(file: file)
        case 10: .inputOutput(file: file, words)
        case 11, 26: .corrupt(file: file, words)
        case 13 where isAtLimit: .limitReached(file: file, bytes: fileBytes)
        case 13: .diskFull(file: file)
        case 14: .cannotOpen(file: file, words)
        default: .refused(file: file, code: code, words)
        }
    }
}
