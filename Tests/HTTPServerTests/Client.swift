// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A plain blocking client on a raw socket, so that a test sees the very bytes.
final class Client {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// One response as it came.
    struct Received: Equatable {
        let status: Int
        let fields: [String: String]
        let body: String
    }

    private let socket: Int32
    private var pending: [UInt8] = []
    /// How long any wait may last, in milliseconds.
    private let patience: Int32 = 30_000

    /// `address` is a server's `boundAddress`; `source` is the last byte of the address on
    /// loopback from which it connects.
    init(_ address: String, source: UInt32 = 1) throws {
        if address.hasPrefix("unix:") {
            socket = try Self.connectUnix(String(address.dropFirst(5)))
        } else {
            let port = UInt16(address.split(separator: ":").last!)!
            socket = try Self.connectLoopback(port, from: source)
        }
    }

    deinit { close(socket) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            try wait(for: POLLOUT)
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: errno \(errno)") }
            sent += count
        }
    }

    /// Sends as long as the peer takes bytes at once; returns how many went.
    func sendWhatFits(_ bytes: [UInt8]) -> Int {
        max(
            0,
            bytes.withUnsafeBytes {
                Glibc.send(
                    socket,
                    $0.baseAddress,
                    $0.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                )
            }
        )
    }

    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// The next response; `toHead` for one that answers HEAD and has no content.
    func response(toHead: Bool = false) throws -> Received {
        let end = Array("\r\n\r\n".utf8)
        while pending.firstRange(of: end) == nil { try readMore() }
        let split = pending.firstRange(of: end)!
        let lines = String(decoding: pending[..<split.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        pending.removeSubrange(..<split.upperBound)
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            fields[sides[0].lowercased()] = String(sides[1].drop { $0 == " " })
        }
        let length = toHead ? 0 : Int(fields["content-length"] ?? "0")!
        while pending.count < length { try readMore() }
        let body = String(decoding: pending.prefix(length), as: UTF8.self)
        pending.removeSubrange(..<length)
        return Received(
            status: Int(lines[0].split(separator: " ")[1])!,
            fields: fields,
            body: body
        )
    }

    /// Passes over the head of the next response, whose content has no length.
    func skipHead() throws {
        let end = Array("\r\n\r\n".utf8)
        while pending.firstRange(of: end) == nil { try readMore() }
        pending.removeSubrange(..<pending.firstRange(of: end)!.upperBound)
    }

    /// The next so many lines of chunked content.
    func content(_ lines: Int) throws -> String {
        var content: [UInt8] = []
        while content.count(where: { $0 == 0x0A }) < lines {
            while pending.firstRange(of: Array("\r\n".utf8)) == nil { try readMore() }
            let line = pending.firstRange(of: Array("\r\n".utf8))!
            let size = Int(String(decoding: pending[..<line.lowerBound], as: UTF8.self), radix: 16)!
            while pending.count < line.upperBound + size + 2 { try readMore() }
            content += pending[line.upperBound..<line.upperBound + size]
            pending.removeSubrange(..<(line.upperBound + size + 2))
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// Waits until the server closes, and returns what came before that.
    func restUntilClose() throws -> String {
        while true {
            do {
                try readMore()
            } catch is EndOfStream {
                return String(decoding: pending, as: UTF8.self)
            }
        }
    }

    /// Reads and forgets until the server closes.
    func skipUntilClose() throws {
        do {
            while true {
                try readMore()
                pending = []
            }
        } catch is EndOfStream {}
    }

    struct EndOfStream: Error {}

    private func readMore() throws {
        try wait(for: POLLIN)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(description: "recv: errno \(errno)") }
        guard count > 0 else { throw EndOfStream() }
        pending += buffer[..<count]
    }

    private func wait(for events: Int32) throws {
        var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
        guard poll(&descriptor, 1, patience) > 0 else {
            throw Failure(description: "nothing happened within \(patience) ms")
        }
    }

    private static func connectLoopback(_ port: UInt16, from source: UInt32) throws -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0000 | source).bigEndian
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard source == 1 || bind(socket, $0, length) == 0 else { return Int32(-1) }
                pointer.pointee.sin_port = port.bigEndian
                pointer.pointee.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                return connect(socket, $0, length)
            }
        }
        guard result == 0 else { throw Failure(description: "connect: errno \(errno)") }
        return socket
    }

    private static func connectUnix(_ path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: errno \(errno)") }
        return socket
    }
}
