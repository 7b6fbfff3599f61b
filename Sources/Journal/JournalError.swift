// SPDX-License-Identifier: Apache-2.0

package import Reactor

/// Why a journal could not be opened, or did not keep what it was given.
///
/// Whatever fails with one of these was not stored, nor any part of it.
package enum JournalError: Error, Equatable, Sendable {
    /// The directory cannot be made or used.
    case directory(String, Errno)
    /// Another process has the directory, that one if it can be told.
    case inUse(directory: String, process: Int32?)
    /// The database was made by a later version of this program.
    case newer(file: String, version: Int, known: Int)
    /// The file is a database, but not a journal.
    case foreign(file: String)
    /// The file is not what was written to it; what SQLite says of it.
    case corrupt(file: String, String)
    /// The file cannot be opened for reading and writing.
    case cannotOpen(file: String, String)
    /// The disk has no room.
    case diskFull(file: String)
    /// The database has as many bytes as it may.
    case limitReached(file: String, bytes: Int)
    /// The file may not be written to.
    case readOnly(file: String)
    /// The disk failed; what SQLite says of it.
    case inputOutput(file: String, String)
    /// Another program held the database for longer than was waited.
    case busy(file: String)
    /// Another program has been reading for so long that the write-ahead log could not be emptied.
    case logBlocked(file: String, bytes: Int)
    /// More wait for the writer than may.
    case queueFull(commands: Int)
    /// One command has more bytes than may wait for the writer.
    case tooLarge(bytes: Int, limit: Int)
    /// The journal was closed.
    case closed
    /// The system refused what the journal needs.
    case system(Errno)
    /// SQLite refused for a reason that has no case of its own; its extended code and words.
    case refused(file: String, code: Int32, String)

    /// Whether a later command may succeed.
    ///
    /// A corrupt file is not touched again.
    package var canGoOn: Bool {
        switch self {
        case .diskFull, .limitReached, .readOnly, .inputOutput, .busy, .logBlocked, .queueFull,
            .tooLarge, .refused:
            true
        case .directory, .inUse, .newer, .foreign, .corrupt, .cannotOpen, .closed, .system: false
        }
    }
}
