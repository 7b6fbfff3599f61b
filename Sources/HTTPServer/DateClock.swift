// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Reactor

/// The Date field's text, rendered once a second.
final class DateClock {
    private var date = HTTPDate(secondsSince1970: 0)
    private var validUntil: Instant?

    func date(at now: Instant) -> HTTPDate {
        if let validUntil, now < validUntil { return date }
        let wall = WallClock.microseconds
        date = HTTPDate(secondsSince1970: wall / 1_000_000)
        validUntil = now + .microseconds(1_000_000 - wall % 1_000_000)
        return date
    }
}
