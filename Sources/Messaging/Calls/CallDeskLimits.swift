// SPDX-License-Identifier: Apache-2.0

/// How much a desk of calls holds.
package struct CallDeskLimits: Equatable, Sendable {
    /// Calls that wait or are leased.
    package var calls = 1_024
    /// Bytes of their bodies.
    package var bytes = 16 << 20
    /// Leases of one call; after the last that is not answered the caller is told so.
    package var attempts = 3
    /// How long takers are taken to come back after their last request.
    package var memory = Duration.seconds(30)
    /// Names of methods that takers have named.
    package var methods = 1_024
    /// Ids of leases that are over and still known as such.
    package var pastLeases = 1_024

    package init() {}
}
