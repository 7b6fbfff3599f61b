// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Sockets that listen already when this process gets them, as from a service manager.
extension ListeningSocket {
    /// Where the socket of that number listens.
    ///
    /// Throws `EINVAL` for a descriptor that is no listening stream socket, or of no kind that is
    /// known here, and `EBADF` or `ENOTSOCK` for what is not even a socket.
    package static func address(ofPassed number: Int32) throws(Errno) -> SocketAddress {
        guard try option(SO_TYPE, of: number) == Int32(SOCK_STREAM.rawValue),
            try option(SO_ACCEPTCONN, of: number) == 1
        else { throw Errno(code: EINVAL) }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(number, $0, &length)
            }
        }
        guard status == 0 else { throw .last }
        if Int32(storage.ss_family) == AF_UNIX { return .unix(path: path(storage, length)) }
        guard let address = SocketAddress(storage) else { throw Errno(code: EINVAL) }
        return address
    }

    /// Listens on the same socket as the descriptor of that number, through one of its own.
    package static func sharing(_ number: Int32) throws(Errno) -> ListeningSocket {
        let address = try address(ofPassed: number)
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .last }
        let descriptor = Descriptor(adopting: copy)
        guard fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) | O_NONBLOCK) == 0 else { throw .last }
        return ListeningSocket(address: address, descriptor: descriptor)
    }

    private static func option(_ name: Int32, of number: Int32) throws(Errno) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(number, SOL_SOCKET, name, &value, &length) == 0 else { throw .last }
        return value
    }

    /// A name that begins with a zero byte is not in the file system, and is written with `@`.
    private static func path(_ storage: sockaddr_storage, _ length: socklen_t) -> String {
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        return withUnsafeBytes(of: storage) { bytes in
            let name = bytes[start..<max(start, min(Int(length), bytes.count))]
            guard name.first == 0 else {
                return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            return "@" + String(decoding: name.dropFirst(), as: UTF8.self)
        }
    }
}
