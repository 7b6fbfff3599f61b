// SPDX-License-Identifier: Apache-2.0

package import Logging

/// A running HTTP server.
///
/// Its threads serve; every member may be called from any thread.
package final class Server: Sendable {
    /// Where it listens, with the real port when 0 was asked for: `127.0.0.1:8946`, `unix:/path`.
    package let boundAddress: String

    private init(boundAddress: String) { self.boundAddress = boundAddress }

    /// Binds, then serves on its own threads; the address is bound when this returns.
    package static func start(
        _ settings: ServerSettings,
        router: Router,
        logger: Logger
    ) throws(ServerStartError) -> Server {
        throw .notAnAddress("\(settings.address)")
    }

    /// Has every parked request look again whether it can be answered.
    ///
    /// Coalesced, and cheap when nothing is parked.
    package func wakeParked() {}

    /// Stops accepting, answers what is parked, lets open requests end within `grace`, closes all
    /// connections, and removes the unix socket's file.
    package func shutdown(grace: Duration) async {}

    package var statistics: ServerStatistics { ServerStatistics() }
}
