// SPDX-License-Identifier: Apache-2.0

extension JournalError: CustomStringConvertible {
    /// One sentence for the operator, without a full stop: what is wrong, where, what to do.
    package var description: String {
        switch self {
        case .directory(let path, let errno):
            "the data directory \(path) cannot be used: \(errno); name one that this user may "
                + "write to"
        case .inUse(let directory, let process):
            "the data directory \(directory) belongs to a running pingd\(Self.naming(process)); "
                + "stop that one, or name another directory"
        case .newer(let file, let version, let known):
            "\(file) has version \(version) and this program knows versions up to \(known); "
                + "start the newer program again, or name another directory"
        case .foreign(let file):
            "\(file) is a database of another program; name another directory"
        case .corrupt(let file, let words):
            "\(file) is damaged (\(words)); restore it from a backup, or move it and the files "
                + "beside it away to begin with an empty one"
        case .cannotOpen(let file, let words):
            "\(file) cannot be opened (\(words)); see that this user may read and write it"
        case .diskFull(let file): "there is no room on the disk of \(file); make some"
        case .limitReached(let file, let bytes):
            "\(file) has reached its limit of \(bytes) bytes; messages that wait in it must be "
                + "delivered or expire first"
        case .readOnly(let file):
            "\(file) may not be written to; see that this user may, and that its disk is mounted "
                + "for writing"
        case .inputOutput(let file, let words):
            "the disk of \(file) fails (\(words)); look into the system's log"
        case .busy(let file): "another program holds \(file); let it go"
        case .logBlocked(let file, let bytes):
            "\(file)-wal has \(bytes) bytes and cannot be emptied, because another program has "
                + "been reading \(file) all the time; end that program"
        case .queueFull(let commands):
            "\(commands) commands wait for the journal already; come back later"
        case .tooLarge(let bytes, let limit):
            "a command for the journal has \(bytes) bytes; the limit is \(limit)"
        case .closed: "the journal is closed"
        case .system(let errno): "the journal cannot start: \(errno)"
        case .refused(let file, let code, let words):
            "\(file) refuses (\(words), code \(code))"
        }
    }

    private static func naming(_ process: Int32?) -> String {
        process.map { " (process \($0))" } ?? ""
    }
}
