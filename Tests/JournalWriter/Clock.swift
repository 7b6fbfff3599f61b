// SPDX-License-Identifier: Apache-2.0

import Journal
import Reactor

/// The time of day.
enum Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    static var wall: Int64 { WallClock.microseconds / 1_000 }

    static func open(
        _ directory: String,
        _ limits: JournalLimits = JournalLimits()
    ) throws(JournalError) -> OpenJournal {
        try OpenJournal(directory: directory, limits: limits, identity: 7, wall: wall)
    }
}
