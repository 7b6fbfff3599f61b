// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// The directory of a journal, made if it is not there, and held by this process alone.
///
/// The lock is one of the kernel's (flock(2)) on a file of its own: it ends with the process,
/// however that ends, and SQLite's own locks are left alone.
struct DirectoryLock: ~Copyable, Sendable {
    let path: String
    private let file: Descriptor

    /// Makes the directory with mode 0700; those above it must be there.
    init(directory path: String) throws(JournalError) {
        let file = try Self.lock(path)
        self.path = path
        self.file = file
    }

    private static func lock(_ path: String) throws(JournalError) -> Descriptor {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .directory(path, .last) }
        let number = open(path + "/journal.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .directory(path, .last) }
        let file = Descriptor(adopting: number)
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw .inUse(directory: path, process: holder(number))
            default: throw .directory(path, .last)
            }
        }
        // For the sentence that a second process gets; on a full disk it has to do without.
        let words = Array("\(getpid())\n".utf8)
        if ftruncate(number, 0) == 0 { _ = pwrite(number, words, words.count, 0) }
        return file
    }

    private static func holder(_ number: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(number, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 0x0a }, as: UTF8.self))
    }

    /// Lets the directory go, also where a process that is being started has the descriptor still.
    deinit { flock(file.number, LOCK_UN) }

    /// Makes a new file's name last as long as what is in it.
    func synchronize() {
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return }
        fsync(number)
        _ = close(number)
    }
}
