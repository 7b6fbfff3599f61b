// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Reactor

/// What is counted of a connection and its requests.
extension Session {
    /// Counts an answer, and the request that it is for; a connection that is turned away has none.
    func countAnswer(_ status: HTTPStatus) {
        server.counters.add(status)
        guard let measured else { return }
        counter.end(measured, status, at: MonotonicClock.now)
        self.measured = nil
    }

    /// A request that waits for its answer is in flight no more.
    func countDeparture() {
        guard let measured else { return }
        counter.abandon(measured)
        self.measured = nil
    }

    /// Counts what a limit did without a word to the client, once.
    func countLimits() {
        if connection.isHeldBack, !isHeldBack { server.counters.pipelinesHeld.increment() }
        isHeldBack = connection.isHeldBack
        guard let end = connection.silentEnd, !isEndCounted else { return }
        isEndCounted = true
        server.counters.add(end)
    }
}
