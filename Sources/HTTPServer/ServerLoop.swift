// SPDX-License-Identifier: Apache-2.0

import Reactor

/// All that one thread serves: its listener and its connections.
final class ServerLoop {
    func complete(
        _ id: SessionID,
        _ exchange: UInt64,
        _ response: @Sendable () -> Response
    ) {}
}
