// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// The file of a unix socket: what lies in its way before, and its end.
struct UnixSocketFile: Sendable {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    /// The file that a socket of ours was just bound to.
    init?(boundAt path: String) {
        guard let status = Self.status(path) else { return nil }
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Removes a socket file on which nobody answers; whatever else is in the way stays.
    static func clear(_ path: String) throws(ServerStartError) {
        guard let status = status(path) else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .unixPathOccupied(path) }
        do throws(Errno) {
            _ = try StreamSocket.connecting(to: .unix(path: path))
        } catch {
            guard error == .connectionRefused else { throw .unixPathOccupied(path) }
            guard unlink(path) == 0 else {
                throw .system(address: "unix:\(path)", Errno.last)
            }
            return
        }
        throw .unixPathOccupied(path)
    }

    /// Removes the file, unless somebody has put another in its place.
    func remove() {
        guard let status = Self.status(path), UInt64(status.st_dev) == device,
            UInt64(status.st_ino) == inode
        else { return }
        _ = unlink(path)
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
