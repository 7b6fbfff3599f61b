// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor

/// Takes in the streams that peers open.
final class Acceptor: ReadinessHandler {
    /// Streams open at once; the next is closed unheard.
    static let streamLimit = 1_024
    /// Accepted in one turn; the rest makes the socket ready again.
    private static let acceptsPerTurn = 64

    private let socket: ListeningSocket
    private unowned var node: NodeLoop?
    private var backoff = Duration.milliseconds(5)

    init(_ socket: consuming ListeningSocket) { self.socket = socket }

    var address: SocketAddress { socket.address }

    func begin(for node: NodeLoop) throws(Errno) {
        self.node = node
        try node.loop.register(socket.number, for: .read, handler: self)
    }

    func close(on loop: EventLoop) { loop.deregister(socket.number) }

    func ready(_ readiness: Readiness) {
        guard let node else { return }
        for _ in 0..<Self.acceptsPerTurn {
            do throws(Errno) {
                guard let stream = try socket.accept() else { return }
                backoff = .milliseconds(5)
                node.admit(stream)
            } catch {
                pause(node)
                return
            }
        }
    }

    /// Out of descriptors or memory: waits 5 ms doubling to 1 s before accepting again (spec §20),
    /// instead of being told again at once that a connection waits.
    private func pause(_ node: NodeLoop) {
        node.counters.drop("accept-failed")
        guard (try? node.loop.modify(socket.number, for: [])) != nil else { return }
        node.loop.schedule(at: node.loop.now + backoff) { [weak self] in
            guard let self, let node = self.node else { return }
            try? node.loop.modify(socket.number, for: .read)
        }
        backoff = min(backoff * 2, .seconds(1))
    }
}
