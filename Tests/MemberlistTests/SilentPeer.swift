// SPDX-License-Identifier: Apache-2.0

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

    /// Returns when somebody has connected, at the latest after 20 s.
    func waitForConnection() throws {
        var wanted = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, 20_000) == 1 else { throw TookTooLong() }
    }
}
