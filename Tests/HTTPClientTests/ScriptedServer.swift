// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Reactor
import Synchronization

/// An upstream that does to each connection what a test says, on a thread for each.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ServerPeer, _ connection: Int) throws -> Void

    /// `http://127.0.0.1:PORT` or `unix:/PATH`.
    let address: String
    private let listener: Int32
    private let accepted = Atomic<Int>(0)

    /// Connections that were made to it.
    var connections: Int { accepted.load(ordering: .relaxed) }

    /// Listens on a unix socket, or on a port of loopback, 0 for any that is free.
    init(
        unixPath: String? = nil,
        port: UInt16 = 0,
        backlog: Int32 = 1_024,
        _ script: @escaping Script
    ) throws {
        let family = unixPath == nil ? AF_INET : AF_UNIX
        let listener = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        if let unixPath {
            var unix = sockaddr_un()
            unix.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: unixPath.utf8) }
            try Self.bind(listener, &unix)
            address = "unix:\(unixPath)"
        } else {
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            four.sin_port = port.bigEndian
            try Self.bind(listener, &four)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &four) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = getsockname(listener, $0, &length)
                }
            }
            address = "http://127.0.0.1:\(UInt16(bigEndian: four.sin_port))"
        }
        guard listen(listener, backlog) == 0 else { throw Errno.last }
        Self.onThread { [self] in acceptAll(script) }
    }

    /// Takes no further connection.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptAll(_ script: @escaping Script) {
        while true {
            let number = accept(listener, nil, nil)
            guard number >= 0 else { break }
            let connection = accepted.add(1, ordering: .relaxed).newValue - 1
            Self.onThread {
                // What breaks a script off is the client's doing, which the test looks at.
                try? script(ServerPeer(number), connection)
            }
        }
        close(listener)
    }

    static func onThread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread { body() }
        thread.stackSize = 256 * 1_024
        thread.start()
    }

    private static func bind<Address>(_ socket: Int32, _ address: inout Address) throws {
        let length = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(socket, $0, length)
            }
        }
        guard result == 0 else { throw Errno.last }
    }
}

/// The server's end of one connection, blocking; its end closes it.
final class ServerPeer: Sendable {
    struct Ended: Error {}

    private let socket: Int32
    private let pending = Mutex<[UInt8]>([])

    init(_ socket: Int32) {
        self.socket = socket
        var one: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, length)
    }

    deinit { close(socket) }

    /// The head of the next request, with the empty line.
    func head() throws -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            let found = pending.withLock { pending -> String? in
                guard let range = pending.firstRange(of: end) else { return nil }
                defer { pending.removeSubrange(..<range.upperBound) }
                return String(decoding: pending[..<range.upperBound], as: UTF8.self)
            }
            if let found { return found }
            try readMore()
        }
    }

    func bytes(_ count: Int) throws -> [UInt8] {
        while pending.withLock({ $0.count }) < count { try readMore() }
        return pending.withLock { pending in
            defer { pending.removeFirst(count) }
            return Array(pending[..<count])
        }
    }

    func line() throws -> String {
        var line: [UInt8] = []
        while !line.ends(with: [0x0D, 0x0A]) { line += try bytes(1) }
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }

    /// The content of a chunked body, and the lines of its trailers.
    func chunks() throws -> (content: [UInt8], trailers: [String]) {
        var content: [UInt8] = []
        while let size = Int(try line(), radix: 16), size > 0 {
            content += try bytes(size)
            _ = try line()
        }
        var trailers: [String] = []
        while true {
            let line = try line()
            if line.isEmpty { return (content, trailers) }
            trailers.append(line)
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Ended() }
            rest = rest.dropFirst(count)
        }
    }

    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Reads and forgets until the client closes.
    func drain() throws {
        pending.withLock { $0 = [] }
        do {
            while true {
                try readMore()
                pending.withLock { $0 = [] }
            }
        } catch is Ended {}
    }

    private func readMore() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw Ended() }
        pending.withLock { $0 += buffer[..<count] }
    }
}

extension [UInt8] {
    func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
