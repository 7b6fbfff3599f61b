// SPDX-License-Identifier: Apache-2.0

import Membership

/// A change of the member table, told in the order it happened.
public enum MemberEvent: Sendable, Equatable {
    /// New, or back from dead or left.
    case joined(Member)
    /// Its metadata changed.
    case updated(Member)
    case suspected(Member)
    /// A suspect spoke up.
    case recovered(Member)
    case died(Member)
    /// Gone by its own word.
    case left(Member)
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
        case .reaped, .conflict: return nil
        }
    }
}

/// An application's bytes that reached this node.
public struct ReceivedMessage: Sendable, Equatable {
    public enum Path: String, Sendable {
        case stream
        case packet
        /// The node sent it to itself.
        case local
    }

    public let payload: [UInt8]
    /// The sender's `ip:port`, where the protocol tells: a stock peer's stream does not.
    public let source: String?
    public let path: Path
}
