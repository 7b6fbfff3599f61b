// SPDX-License-Identifier: Apache-2.0

/// Why a call is over without an answer, or without a whole one.
package enum CallFailure: Error, Sendable, Hashable {
    /// There is no member with that name.
    case unknownMember
    /// The member is dead or has left.
    case memberNotAlive
    /// The member has no lanes: a stock peer, or one that has them turned off.
    case notCapable
    /// The member could not be reached within the call's time; it was not called.
    case unreachable
    /// The call's time is over; it may have been carried out.
    case deadline
    /// The other side gave it up.
    case cancelled
    /// The member began anew and knows nothing of the call; it may have been carried out.
    case forgotten
    /// The method's name or the body is above its limit; nothing was sent.
    case tooLarge(bytes: Int, limit: Int)
    /// Too many calls to the member are under way; it was not called.
    case overloaded
    /// This node is shutting down.
    case stopped
}

extension CallFailure {
    /// Stable, kebab-case, for programs.
    package var code: String {
        switch self {
        case .unknownMember: "unknown-member"
        case .memberNotAlive: "member-not-alive"
        case .notCapable: "no-lane"
        case .unreachable: "unreachable"
        case .deadline: "deadline"
        case .cancelled: "cancelled"
        case .forgotten: "forgotten"
        case .tooLarge: "too-large"
        case .overloaded: "overloaded"
        case .stopped: "node-stopped"
        }
    }

    /// Every code that there is.
    static let codes = [
        Self.unknownMember, .memberNotAlive, .notCapable, .unreachable, .deadline, .cancelled,
        .forgotten, .tooLarge(bytes: 0, limit: 0), .overloaded, .stopped,
    ].map(\.code)
}
