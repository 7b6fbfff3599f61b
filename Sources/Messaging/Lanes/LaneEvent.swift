// SPDX-License-Identifier: Apache-2.0

/// What a lane tells its driver, in the order in which it happened.
package enum LaneEvent: Equatable, Sendable {
    /// A connection is wanted: dial the peer, and make a `LaneConnection` of it.
    case dial
    /// The lane carries frames. A peer that began anew has forgotten our calls, and we its own.
    case opened(anew: Bool)
    /// A message, once: `accept(through:)` its receipt when it is held.
    case message(LaneReceipt, [UInt8])
    /// The peer holds every message that we sent under numbers up to this one.
    case accepted(through: UInt64)
    case call(LaneCall)
    case reply(LaneReply)
    /// More of a body; `consume` says when there is room for as much again.
    case body(LaneExchange, [UInt8], isLast: Bool)
    /// A call is over before its time: our own without an answer, or without a whole one; or the
    /// peer's, which needs none.
    case cancelled(LaneExchange, LaneStatus)
    /// A call of ours is over because the peer began anew; it may have been carried out.
    case forgotten(LaneExchange)
    /// The peer wants no more of the body that we send, and the call goes on.
    case stopped(LaneExchange, LaneStatus)
    /// There is room again for a body that found none.
    case writable(LaneExchange)
    /// A connection is over; the lane is not, and will ask for another when it has a use for it.
    case ended(LaneConnectionID, LaneEnd)
}
