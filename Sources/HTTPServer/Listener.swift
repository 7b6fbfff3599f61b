// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor

/// Accepts connections for a loop, in batches.
final class Listener: ReadinessHandler {
    private let socket: ListeningSocket
    private let loop: EventLoop
    private unowned let server: ServerLoop
    private var isPaused = false
    private var isClosed = false

    /// Connections accepted in one turn; the rest waits for the next.
    private static let batch = 64
    /// How long it leaves the kernel alone when there is no descriptor left.
    private static let pause = Duration.milliseconds(100)

    init(_ socket: consuming ListeningSocket, loop: EventLoop, server: ServerLoop) throws(Errno) {
        self.socket = socket
        self.loop = loop
        self.server = server
        try loop.register(self.socket.number, for: .read, handler: self)
    }

    func ready(_ readiness: Readiness) {
        for _ in 0..<Self.batch {
            do throws(Errno) {
                guard let stream = try socket.accept() else { return }
                server.accept(stream)
            } catch {
                server.acceptFailed(error)
                pauseAWhile()
                return
            }
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        loop.deregister(socket.number)
    }

    /// The waiting connection would make the descriptor ready again and again.
    private func pauseAWhile() {
        guard !isPaused, !isClosed else { return }
        isPaused = true
        watch([])
        loop.schedule(at: loop.now + Self.pause) { [weak self] in
            guard let self, !self.isClosed else { return }
            self.isPaused = false
            self.watch(.read)
        }
    }

    private func watch(_ interest: Interest) {
        do throws(Errno) {
            try loop.modify(socket.number, for: interest)
        } catch {
            server.acceptFailed(error)
        }
    }
}
