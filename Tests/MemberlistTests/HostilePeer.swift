// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A peer that writes what it likes: plain blocking sockets, and a limit on every wait.
enum HostilePeer {
    /// Opens a stream, writes `bytes`, says that no more will come unless `halfClose` is false, and
    /// returns what the node answers before it hangs up (at most 1 MiB, for at most 20 s).
    static func converse(
        port: UInt16,
        _ bytes: [UInt8],
        halfClose: Bool = true,
        from source: String = "127.0.0.1"
    ) throws -> [UInt8] {
        let number = try connected(port: port, SOCK_STREAM, from: source)
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
    static func say(
        port: UInt16,
        _ bytes: [UInt8],
        from source: String = "127.0.0.1"
    ) throws {
        let number = try connected(port: port, SOCK_DGRAM, from: source)
        defer { _ = close(number) }
        _ = bytes.withUnsafeBytes { send(number, $0.baseAddress, $0.count, 0) }
    }

    /// A socket on `source`, an address of the loopback network, that is connected to the node.
    static func connected(
        port: UInt16,
        _ type: __socket_type,
        from source: String
    ) throws -> Int32 {
        let number = socket(AF_INET, Int32(type.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var own = address(source, port: 0)
        var other = address("127.0.0.1", port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        let isConnected = withUnsafePointer(to: &other) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, length) }
        }
        guard isBound == 0, isConnected == 0 else {
            _ = close(number)
            throw CannotConnect(code: errno)
        }
        return number
    }

    private static func address(_ text: String, port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, text, &address.sin_addr)
        return address
    }

    struct CannotConnect: Error { let code: Int32 }
}
