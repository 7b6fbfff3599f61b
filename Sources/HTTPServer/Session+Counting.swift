// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Reactor

/// What is counted of a connection and its requests.
extension Session {
    /// Takes note of what a request is answered with.
    func count(_ status: HTTPStatus, bytes: Int, _ note: RequestNote) {
        server.counters.add(status)
        if let measured = note.measured {
            server.requestCounter.end(measured, status, at: MonotonicClock.now)
        }
        note.log?.write(
            status,
            bytes: bytes,
            id: note.id,
            peer: socket.peer.peerName,
            to: server.context.logger
        )
    }

    /// A request that waits for its answer is in flight no more.
    func countDeparture(_ note: RequestNote?) {
        guard let measured = note?.measured else { return }
        server.requestCounter.abandon(measured)
    }

    /// Counts what a limit did without a word to the client, once.
    func count(_ state: ConnectionState) {
        if state.isHeldBack, !isHeldBack { server.counters.pipelinesHeld.increment() }
        isHeldBack = state.isHeldBack
        guard let end = state.silentEnd, !isEndCounted else { return }
        isEndCounted = true
        server.counters.add(end)
    }
}
