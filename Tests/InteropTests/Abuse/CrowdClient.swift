// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One of many clients that one thread drives: it never waits once it is connected.
final class CrowdClient {
    struct SystemError: Error {
        let call: String
        let code: Int32
    }

    /// What has come, the first `most` bytes of it.
    private(set) var received: [UInt8] = []
    /// Whether the server has closed, or reset, the connection.
    private(set) var hasEnded = false
    /// Whether the server's system takes no bytes of it any more.
    private(set) var isCutOff = false
    fileprivate let socket: Int32
    private let most: Int

    /// Connects to that port of 127.0.0.1 from 127.0.`net`.1, so that one address need not have
    /// ports for all.
    init(port: UInt16, net: UInt8 = 0, keeping most: Int = 65_536) throws {
        self.most = most
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw SystemError(call: "socket", code: errno) }
        if net > 0 {
            var source = sockaddr_in(loopbackPort: 0)
            source.sin_addr.s_addr = (0x7F00_0001 | UInt32(net) << 8).bigEndian
            guard source.withSocketAddress({ bind(socket, $0, $1) }) == 0 else {
                throw SystemError(call: "bind", code: errno)
            }
        }
        let server = sockaddr_in(loopbackPort: port)
        guard server.withSocketAddress({ connect(socket, $0, $1) }) == 0 else {
            throw SystemError(call: "connect", code: errno)
        }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    deinit { close(socket) }

    var text: String { String(decoding: received, as: UTF8.self) }

    /// The status of the first response.
    var status: Int? {
        guard text.hasPrefix("HTTP/1.1 ") else { return nil }
        return Int(text.dropFirst(9).prefix(3))
    }

    /// Sends as much as the system takes now.
    func send(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        let sent = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        // The server may close while we speak; what it said before can still be read.
        if sent < 0, errno != EAGAIN { isCutOff = true }
    }

    func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Has the connection reset instead of closed in order, which leaves nothing of it behind.
    func resetsWhenClosed() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// Asks for `path` and waits for the whole answer, at most 20 s; the connection stays open.
    func answer(to path: String) throws -> String {
        try answer(to: path, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }

    /// Has the node send this to itself.
    func tell(_ text: String) throws {
        let body = #"{"to":"node1","text":"\#(text)"}"#
        let head = "POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        let answer = try answer(to: "/send", "\(head)\(body.utf8.count)\r\n\r\n\(body)")
        guard status == 200 else { throw SystemError(call: answer, code: 0) }
    }

    private func answer(to path: String, _ request: String) throws -> String {
        received = []
        send(request.utf8)
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            [self].read(withinMilliseconds: 100)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            let fields = parts.first?.split(separator: "\r\n") ?? []
            let length = fields.first { $0.hasPrefix("Content-Length: ") }
                .flatMap { Int($0.dropFirst(16)) }
            if let length, parts.count == 2, parts[1].utf8.count == length { return text }
            guard !hasEnded else { break }
        }
        throw SystemError(call: "no answer to \(path), but \(text)", code: 0)
    }

    /// A counter or a depth of `/self`.
    func figure(_ name: String) throws -> Int {
        let text = try answer(to: "/self")
        guard status == 200 else { throw SystemError(call: text, code: 0) }
        guard let found = text.firstRange(of: "\"\(name)\":") else { return 0 }
        return Int(text[found.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    /// Takes what has come.
    func read() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while !hasEnded {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else {
                hasEnded = true
                return
            }
            received += buffer[..<min(count, max(0, most - received.count))]
        }
    }
}

extension [CrowdClient] {
    struct NoEnd: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits at most that long until somebody was told something, and reads it.
    func read(withinMilliseconds patience: Int32) {
        let open = filter { !$0.hasEnded }
        var wanted = open.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        guard poll(&wanted, nfds_t(wanted.count), patience) > 0 else { return }
        for (client, ready) in zip(open, wanted) where ready.revents != 0 { client.read() }
    }

    /// Reads until the server has closed every connection, doing `also` in between.
    func readToTheEnd(_ also: () -> Void = {}) throws {
        try wait(for: "the end", \.hasEnded) {
            also()
            read(withinMilliseconds: 20)
        }
    }

    /// Does `work` until that is so of everybody, for 30 s at most.
    func wait(
        for what: String,
        _ isDone: (CrowdClient) -> Bool,
        _ work: () throws -> Void
    ) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !allSatisfy(isDone) {
            guard ContinuousClock.now < deadline else {
                let waiting = count { !isDone($0) }
                throw NoEnd(description: "\(waiting) of \(count) wait in vain for \(what)")
            }
            try work()
        }
    }
}
