// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// The level of the whole log, which may change while pingd runs.
final class LogLevelSwitch: Sendable {
    /// A place in `Logger.Level.allCases`: every request asks, so no thread waits for another.
    private let place: Atomic<Int>

    init(_ level: Logger.Level) { place = Atomic(Self.place(of: level)) }

    var level: Logger.Level {
        get { Logger.Level.allCases[place.load(ordering: .relaxed)] }
        set { place.store(Self.place(of: newValue), ordering: .relaxed) }
    }

    private static func place(of level: Logger.Level) -> Int {
        Logger.Level.allCases.firstIndex(of: level) ?? 0
    }
}
