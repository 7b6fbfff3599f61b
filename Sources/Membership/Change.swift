// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What the world may know of the member table, in the order it happened.
package enum Change: Equatable, Sendable {
    /// New, or back from dead or left (memberlist's join event).
    case joined(Member)
    /// Its metadata changed (memberlist's update event).
    case updated(Member)
    case suspected(Member)
    /// A suspect spoke up, with the metadata it had.
    case recovered(Member)
    /// Declared dead (memberlist's leave event).
    case died(Member)
    /// Gone by its own word (memberlist's leave event).
    case left(Member)
    /// Forgotten: dead or left for longer than `gossipToTheDeadTime`.
    case reaped(MemberName)
    /// Someone else claims the name of a member we know, from another address.
    case conflict(existing: Member, claimant: Member)
}
