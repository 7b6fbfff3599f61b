// SPDX-License-Identifier: Apache-2.0

/// A ping was acked.
package struct PingAnswer: Equatable, Sendable {
    /// From the moment before the ping was sent; never negative.
    package let roundTrip: Duration
    /// What the other's application put into the ack; mostly nothing.
    package let payload: [UInt8]

    package init(roundTrip: Duration, payload: [UInt8]) {
        self.roundTrip = roundTrip
        self.payload = payload
    }
}

/// Why a ping was not sent.
package enum PingRefusal: Error, Equatable, Sendable {
    /// As many as `MembershipSettings.maximumPings` wait already.
    case tooMany(limit: Int)
}
