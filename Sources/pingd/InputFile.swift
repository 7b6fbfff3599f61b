// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A small file, read whole.
enum InputFile {
    enum Failure: Error, Equatable {
        case unreadable(errno: Int32)
        case tooLarge
    }

    /// Reads at most `limitBytes`; a longer file is refused, so that a wrong path costs nothing.
    static func read(_ path: String, limitBytes: Int) throws(Failure) -> [UInt8] {
        try readWithMode(path, limitBytes: limitBytes).bytes
    }

    /// The same, and who else may use the file that was read (chmod(2)).
    static func readWithMode(
        _ path: String,
        limitBytes: Int
    ) throws(Failure) -> (bytes: [UInt8], mode: mode_t) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(errno: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .unreadable(errno: errno) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return (bytes, facts.st_mode) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(errno: errno)
            }
            guard count <= limitBytes - bytes.count else { throw .tooLarge }
            bytes += piece[..<count]
        }
    }
}
