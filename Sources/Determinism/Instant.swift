// SPDX-License-Identifier: Apache-2.0

/// A moment in time, in nanoseconds since an origin only the driver knows.
///
/// A value that anyone may make from a number, which `ContinuousClock.Instant` is not; so that
/// time can be an argument and a run can be replayed. Arithmetic saturates.
package struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the driver's origin.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The driver's origin.
    package static let origin = Instant(nanoseconds: 0)

    /// Later than every deadline.
    package static let distantFuture = Instant(nanoseconds: .max)

    package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

    package static func + (instant: Self, duration: Duration) -> Self {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        guard overflow else { return Instant(nanoseconds: sum) }
        return Instant(nanoseconds: duration < .zero ? .min : .max)
    }

    package static func - (instant: Self, duration: Duration) -> Self {
        let (rest, overflow) = instant.nanoseconds.subtractingReportingOverflow(
            duration.nanoseconds
        )
        guard overflow else { return Instant(nanoseconds: rest) }
        return Instant(nanoseconds: duration < .zero ? .max : .min)
    }

    /// How long after `b` the moment `a` is; negative when it is earlier.
    package static func - (a: Self, b: Self) -> Duration {
        let (difference, overflow) = a.nanoseconds.subtractingReportingOverflow(b.nanoseconds)
        guard overflow else { return .nanoseconds(difference) }
        return .nanoseconds(a < b ? Int64.min : Int64.max)
    }

    package static func += (instant: inout Self, duration: Duration) {
        instant = instant + duration
    }
}

extension Duration {
    /// The whole nanoseconds of this duration, saturating at about 292 years.
    package var nanoseconds: Int64 {
        // Up to nine seconds, in a single word: what almost every timer asks.
        if let attoseconds = Int64(exactly: attoseconds) { return attoseconds / 1_000_000_000 }
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }
}
