// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

extension KeyringFile {
    /// Puts `keys` into the file at `path`, the primary first, and makes it last.
    ///
    /// Whoever reads the path, at any moment and after any crash, finds the old file or the new
    /// one, whole: the keys are written beside it with mode 0600, brought to the disk, and given
    /// its name as the last step. When that cannot be done nothing is left behind. A symbolic link
    /// stays one.
    static func write(_ keys: [[UInt8]], path: String) throws(SettingFlaw) {
        let target = realpath(path, nil).map { resolved in
            defer { free(resolved) }
            return String(cString: resolved)
        }
        do throws(WriteFailure) {
            try replace(target ?? path, with: text(keys))
        } catch {
            throw .unwritableFile(path: path, errno: error.errno)
        }
    }

    /// What the file says: one key a line, as `read(path:)` takes it.
    static func text(_ keys: [[UInt8]]) -> [UInt8] {
        let lines = keys.map { "  \"\(Data($0).base64EncodedString())\"" }
        return Array("[\n\(lines.joined(separator: ",\n"))\n]\n".utf8)
    }

    private struct WriteFailure: Error {
        let errno: Int32
        /// The reason of the call that has just failed.
        static var last: Self { Self(errno: Glibc.errno) }
    }

    private static func replace(
        _ path: String,
        with bytes: [UInt8]
    ) throws(WriteFailure) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let temporary = "\(path).\(getpid()).new"
        // One that a crash left behind under this process's number is nobody's.
        unlink(temporary)
        do throws(WriteFailure) {
            try create(temporary, bytes)
            guard rename(temporary, path) == 0 else { throw .last }
        } catch {
            unlink(temporary)
            throw error
        }
        // Only now will the new name outlast a loss of power; where a directory cannot be synced,
        // there is nothing more that could be done.
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { return }
        fsync(parent)
        close(parent)
    }

    private static func create(_ path: String, _ bytes: [UInt8]) throws(WriteFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count > 0 {
                offset += count
            } else if count < 0, errno != EINTR {
                throw .last
            }
        }
        guard fsync(descriptor) == 0 else { throw .last }
    }
}
