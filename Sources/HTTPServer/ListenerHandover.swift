// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// Carries a listening socket to the thread that will own it.
final class ListenerHandover: Sendable {
    /// Where it is bound.
    let address: SocketAddress
    private let socket: Mutex<ListeningSocket?>

    init(_ socket: consuming sending ListeningSocket) {
        address = socket.address
        self.socket = Mutex(consume socket)
    }

    /// The socket, the first time.
    func take() -> ListeningSocket? {
        socket.withLock { $0.take() }
    }
}
