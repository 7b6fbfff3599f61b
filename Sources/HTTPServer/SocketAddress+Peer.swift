// SPDX-License-Identifier: Apache-2.0

import Reactor

extension SocketAddress {
    /// What a peer is called: `127.0.0.1:5312`, or `unix`.
    var peerName: String {
        if case .unix = self { "unix" } else { description }
    }
}
