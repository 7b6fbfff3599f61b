// SPDX-License-Identifier: Apache-2.0

import Glibc
import Journal

/// The time of day.
enum Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    static var wall: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    static func open(
        _ directory: String,
        _ limits: JournalLimits = JournalLimits()
    ) throws(JournalError) -> OpenJournal {
        try OpenJournal(directory: directory, limits: limits, identity: 7, wall: wall)
    }
}
