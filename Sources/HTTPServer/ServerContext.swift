// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Logging

/// What all loops of one server share.
struct ServerContext: Sendable {
    let settings: ServerSettings
    let limits: SharedLimits
    let router: Router
    let logger: Logger
    let counters = ServerCounters()
    let ending = ServerEnding()
    let addresses: AddressCounts

    init(_ settings: ServerSettings, router: Router, logger: Logger) {
        self.settings = settings
        limits = SharedLimits(settings.limits)
        addresses = AddressCounts(limit: settings.connectionsPerAddress)
        self.router = router
        self.logger = logger
    }
}
