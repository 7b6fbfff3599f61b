// SPDX-License-Identifier: Apache-2.0

/// Whose broadcasts go into a packet first when membership messages and user broadcasts both wait.
///
/// The rule: of every four such packets, membership messages go first into three and user
/// broadcasts into one, and the other kind gets the room that is left. So a flood of either kind
/// leaves the other at least every fourth packet as a whole, even for a message that fills one.
/// (memberlist fills with membership messages always first, and user broadcasts may wait for ever.)
///
/// Gossip and packets that have a message of their own take turns apart: a broadcast that needs a
/// whole packet would gain nothing from a turn in a packet that has less room.
struct FillTurns: Equatable, Sendable {
    enum Carrier: Sendable {
        /// A packet of nothing but broadcasts.
        case gossip
        /// A ping, an ack or the like with what fits beside it.
        case piggyback
    }

    /// Of so many packets, one is the users'.
    static let length = 4

    private var gossiped = 0
    private var piggybacked = 0

    /// Whether user broadcasts go first into the next packet of that kind; both kinds wait.
    mutating func usersGoFirst(in carrier: Carrier) -> Bool {
        switch carrier {
        case .gossip: Self.step(&gossiped)
        case .piggyback: Self.step(&piggybacked)
        }
    }

    private static func step(_ count: inout Int) -> Bool {
        count = (count + 1) % length
        return count == 0
    }
}
