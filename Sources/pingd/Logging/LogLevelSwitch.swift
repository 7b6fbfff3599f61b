// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// The level of the whole log, which may change while pingd runs.
final class LogLevelSwitch: Sendable {
    private let stored: Mutex<Logger.Level>

    init(_ level: Logger.Level) { stored = Mutex(level) }

    var level: Logger.Level {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
