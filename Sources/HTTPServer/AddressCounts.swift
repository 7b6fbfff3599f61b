// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// How many connections each IP address has, on all loops of a server together.
///
/// An address is held as long as it has a connection, so there are never more of them than the
/// server takes connections.
final class AddressCounts: Sendable {
    /// The most that one address may have; 0: any number, and nothing is counted.
    let limit: Int
    private let counts = Mutex<[SocketAddress: Int]>([:])

    init(limit: Int) { self.limit = limit }

    /// Counts a connection of `peer`, unless it has as many as it may; a unix socket has no
    /// address.
    func admit(_ peer: SocketAddress) -> Bool {
        guard let address = key(peer) else { return true }
        return counts.withLock { counts in
            let count = counts[address, default: 0]
            guard count < limit else { return false }
            counts[address] = count + 1
            return true
        }
    }

    /// A connection that was admitted has ended.
    func release(_ peer: SocketAddress) {
        guard let address = key(peer) else { return }
        counts.withLock { counts in
            guard let count = counts[address] else { return }
            counts[address] = count > 1 ? count - 1 : nil
        }
    }

    private func key(_ peer: SocketAddress) -> SocketAddress? {
        guard limit > 0 else { return nil }
        if case .unix = peer { return nil }
        var address = peer.unmapped
        address.port = 0
        return address
    }
}
