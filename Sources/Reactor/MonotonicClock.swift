// SPDX-License-Identifier: Apache-2.0

import CLinux
package import Determinism
import Glibc

/// The machine's clock that never goes back; its origin is the boot.
package enum MonotonicClock {
    package static var now: Instant {
        Instant(nanoseconds: clinux_clock_nanoseconds(CLOCK_MONOTONIC))
    }
}

/// The time of day, which may jump.
package enum WallClock {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package static var microseconds: Int64 { clinux_clock_nanoseconds(CLOCK_REALTIME) / 1_000 }
}

/// Any clock of the system.
package enum SystemClock {
    /// What clock_gettime(2) says; `nil` where the system does not tell.
    ///
    /// `clock`: `CLOCK_BOOTTIME` and its like.
    package static func nanoseconds(of clock: Int32) -> Int64? {
        let time = clinux_clock_nanoseconds(clock)
        return time < 0 ? nil : time
    }
}
