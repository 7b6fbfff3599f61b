// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file, or standard input for `-`, read whole up to a limit.
enum InputFile {
    static func read(_ path: String, limitBytes: Int) throws(PingctlError) -> [UInt8] {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadableFile(path: path, errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadableFile(path: path, errno: errno)
            }
            guard count <= limitBytes - bytes.count else {
                throw .fileTooLarge(path: path, limitBytes: limitBytes)
            }
            bytes += piece[..<count]
        }
    }
}
