// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A normal client beside the others: asks for the members again and again on one connection, and
/// remembers whether it was answered.
final class Witness: Sendable {
    private struct State {
        var answered = 0
        var complaint: String?
        var isOver = false
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let port: UInt16

    /// Begins, on a thread of its own.
    init(port: UInt16) {
        self.port = port
        Thread.detachNewThread { [self] in
            let complaint = ask()
            state.withLock {
                $0.complaint = complaint
                $0.hasEnded = true
            }
        }
    }

    /// How often it was answered.
    var answered: Int { state.withLock { $0.answered } }

    /// What it has to complain of, if anything.
    var complaint: String? { state.withLock { $0.complaint } }

    /// Ends it, and waits until it has.
    func end() {
        state.withLock { $0.isOver = true }
        while !state.withLock({ $0.hasEnded }) { _ = poll(nil, 0, 1) }
    }

    private func ask() -> String? {
        let request = Array("GET /members HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        // Nothing in these tests may take as long, on a machine however busy.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        let server = sockaddr_in(loopbackPort: port)
        guard server.withSocketAddress({ connect(socket, $0, $1) }) == 0 else {
            return "it cannot connect: errno \(errno)"
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !state.withLock({ $0.isOver }) {
            guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
                return "it cannot send: errno \(errno)"
            }
            // One node's answer is some hundred bytes, written at once.
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return "no answer: \(count), errno \(errno)" }
            let answer = String(decoding: buffer[..<count], as: UTF8.self)
            guard answer.hasPrefix("HTTP/1.1 200 OK\r\n"), answer.hasSuffix("}\n") else {
                return "another answer: \(answer)"
            }
            state.withLock { $0.answered += 1 }
            _ = poll(nil, 0, 2)
        }
        return nil
    }
}
