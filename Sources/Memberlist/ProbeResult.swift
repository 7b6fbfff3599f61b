// SPDX-License-Identifier: Apache-2.0

/// How the latest probe of a member ended.
package struct ProbeResult: Equatable, Sendable {
    /// Grows by one with each probe of the node; starts from the wall clock in microseconds, so
    /// that it is higher after a restart.
    package let number: UInt64
    /// Whom it asked.
    package let name: String
    /// From the ping to its ack; `nil` when none came directly and within the probe's timeout.
    package let roundTrip: Duration?
    /// In milliseconds since 1970-01-01T00:00:00Z, by the local clock.
    package let endedAtUnixMilliseconds: Int64

    package init(
        number: UInt64,
        name: String,
        roundTrip: Duration?,
        endedAtUnixMilliseconds: Int64
    ) {
        self.number = number
        self.name = name
        self.roundTrip = roundTrip
        self.endedAtUnixMilliseconds = endedAtUnixMilliseconds
    }
}
