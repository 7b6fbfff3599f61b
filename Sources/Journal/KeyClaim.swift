// SPDX-License-Identifier: Apache-2.0

/// What a request with an idempotency key is told.
package enum KeyClaim: Equatable, Sendable {
    /// The key is new: do what is asked, then finish it under this number.
    case claimed(number: UInt64)
    /// It was done before, and answered like this.
    case finished(StoredAnswer)
    /// It is being done at this moment.
    case inFlight
    /// It was begun before a restart, and whether it was done nobody knows.
    case interrupted
    /// The key belongs to a request with another body.
    case otherBody
    /// As many requests are being done as there may be keys.
    case tooMany(limit: Int)
}
