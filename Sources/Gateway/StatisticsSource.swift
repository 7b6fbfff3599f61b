// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import Synchronization

/// Where the routes find the counters of the server, which is started after them.
final class StatisticsSource: Sendable {
    private struct Followed: Sendable {
        weak var server: Server?
    }

    private let followed = Mutex(Followed())

    func follow(_ server: Server) { followed.withLock { $0.server = server } }

    /// See `Server.measure`.
    func measure(_ completion: @escaping @Sendable (ServerMeasurements) -> Void) {
        followed.withLock { $0.server }?.measure(completion: completion)
    }

    var now: ServerStatistics {
        followed.withLock { $0.server }?.statistics ?? ServerStatistics()
    }
}
