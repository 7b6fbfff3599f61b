// SPDX-License-Identifier: Apache-2.0

import Logging

/// What all loops of one server share.
struct ServerContext: Sendable {
    let settings: ServerSettings
    let router: Router
    let logger: Logger
    let counters = ServerCounters()
    let ending = ServerEnding()
}
