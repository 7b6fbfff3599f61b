// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Reactor
import Testing

/// A peer that takes connections and says nothing.
struct SilentPeer: ~Copyable {
    private let socket: ListeningSocket

    init() throws {
        let loopback = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        socket = try ListeningSocket.bind(to: loopback)
    }

    var address: String { "\(socket.address)" }

    /// Returns when somebody has connected, at the latest after two minutes.
    ///
    /// It waits on a thread of its own: whoever is to connect may need the one of the task.
    func waitForConnection() async throws {
        let number = socket.number
        let isThere = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var wanted = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
                continuation.resume(returning: poll(&wanted, 1, 120_000) == 1)
            }
        }
        guard isThere else { throw TookTooLong() }
    }
}
