// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A peer that writes what it likes: plain blocking sockets, and a limit on every wait.
enum HostilePeer {
    /// Opens a stream, writes `bytes`, says that no more will come unless `halfClose` is false, and
    /// returns what the node answers before it hangs up (at most 1 MiB, for at most 20 s).
    static func converse(
        port: UInt16,
        _ bytes: [UInt8],
        halfClose: Bool = true
    ) throws -> [UInt8] {
        let number = try connected(port: port, SOCK_STREAM)
        defer { _ = close(number) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The node may hang up in the middle, which is its right.
            guard count > 0 else { break }
            sent += count
        }
        if halfClose { shutdown(number, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.count < 1 << 20 {
            let count = recv(number, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { throw TookTooLong() }
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        return answer
    }

    /// Sends one datagram.
    static func say(port: UInt16, _ bytes: [UInt8]) throws {
        let number = try connected(port: port, SOCK_DGRAM)
        defer { _ = close(number) }
        _ = bytes.withUnsafeBytes { send(number, $0.baseAddress, $0.count, 0) }
    }

    private static func connected(port: UInt16, _ type: __socket_type) throws -> Int32 {
        let number = socket(AF_INET, Int32(type.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            _ = close(number)
            throw CannotConnect(code: errno)
        }
        return number
    }

    struct CannotConnect: Error { let code: Int32 }
}
