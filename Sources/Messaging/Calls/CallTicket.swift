// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// One call that a taker has to answer.
package struct CallTicket: Equatable, Sendable {
    /// Its number at the desk, in the order in which calls came.
    package let number: UInt64
    /// Who calls, by name.
    package let caller: String
    package let method: String
    package let body: [UInt8]
    /// When the caller waits no longer; `nil`: it does not say.
    package let deadline: Instant?
    /// How often it has been leased, this time included.
    package internal(set) var attempt = 0
    /// Until when its taker may answer.
    package internal(set) var leasedUntil: Instant?
    /// The ids of its leases; the last is the present one while `leasedUntil` is there.
    var leases: [String] = []
}
