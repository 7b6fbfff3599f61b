// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A peer whose queue of connections is full and stays so: dials neither succeed nor fail.
final class FullPeer {
    struct NoSocket: Error { let errno: Int32 }

    let port: UInt16
    private let listener: Int32
    private var waiting: [Int32] = []

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 0) == 0
                    && getsockname(socket, $0, &length) == 0
            }
        }
        guard result else { throw NoSocket(errno: errno) }
        listener = socket
        port = UInt16(bigEndian: address.sin_port)
        // More than the queue holds; those that do not fit wait for ever.
        for _ in 0..<8 { waiting.append(try Self.knock(address)) }
    }

    deinit { for socket in waiting + [listener] { close(socket) } }

    private static func knock(_ address: sockaddr_in) throws -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(AF_INET, kind, 0)
        guard socket >= 0 else { throw NoSocket(errno: errno) }
        var address = address
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 || errno == EINPROGRESS else { throw NoSocket(errno: errno) }
        return socket
    }
}
