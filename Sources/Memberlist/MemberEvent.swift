// SPDX-License-Identifier: Apache-2.0

import Membership

/// A change of the member table, told in the order it happened.
public enum MemberEvent: Sendable, Equatable {
    /// New, or back from dead or left.
    case joined(Member)
    /// Its metadata changed.
    case updated(Member)
    /// Silent for now; dead if it does not refute in time.
    case suspected(Member)
    /// A suspect spoke up.
    case recovered(Member)
    /// Silent for too long.
    case died(Member)
    /// Gone by its own word.
    case left(Member)
    /// Another node claims the name of a member from another address, and is not believed; told at
    /// most once a minute for one name.
    case conflict(existing: Member, claimant: Member)
}

extension MemberEvent {
    /// `nil` for changes that concern no application.
    init?(_ change: Change, clock: WallClockOffset) {
        switch change {
        case .joined(let member): self = .joined(Member(member, clock: clock))
        case .updated(let member): self = .updated(Member(member, clock: clock))
        case .suspected(let member): self = .suspected(Member(member, clock: clock))
        case .recovered(let member): self = .recovered(Member(member, clock: clock))
        case .died(let member): self = .died(Member(member, clock: clock))
        case .left(let member): self = .left(Member(member, clock: clock))
        // Conflicts are told more seldom than they happen.
        case .reaped, .conflict: return nil
        }
    }
}

extension MemberEvent {
    /// The member after the change; in a conflict, the one that keeps the name.
    public var member: Member {
        switch self {
        case .joined(let member), .updated(let member), .suspected(let member),
            .recovered(let member), .died(let member), .left(let member),
            .conflict(let member, _):
            member
        }
    }
}

extension MemberEvent: CustomStringConvertible {
    /// One line: what happened, and to whom.
    public var description: String {
        let verb =
            switch self {
            case .joined: "joined"
            case .updated: "updated"
            case .suspected: "suspected"
            case .recovered: "recovered"
            case .died: "died"
            case .left: "left"
            case .conflict(_, let claimant): "claimed from \(claimant.address)"
            }
        return "\(verb): \(member)"
    }
}
