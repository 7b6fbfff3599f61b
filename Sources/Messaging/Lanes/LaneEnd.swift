// SPDX-License-Identifier: Apache-2.0

/// Why a connection of a lane is over.
package enum LaneEnd: Hashable, Sendable {
    /// The peer broke a rule.
    case fault(LaneFault)
    /// We closed it.
    case closed(LaneCode)
    /// The peer closed it, and said why.
    case closedByPeer(LaneCode)
    /// The peer refused the lane, and said why.
    case refused(LaneCode)
    /// The peer hung up on the opening, as a stock peer does, or answered with an error.
    case notUnderstood
    /// Nobody answered, or the connection broke.
    case lost
    /// The opening took too long.
    case openingTimedOut
    /// Nothing was heard of the peer, or taken by it, for too long.
    case silent

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .fault(let fault): fault.reason
        case .closed(let code): "closed-\(code.reason)"
        case .closedByPeer(let code): "closed-by-peer-\(code.reason)"
        case .refused(let code): "refused-\(code.reason)"
        case .notUnderstood: "not-understood"
        case .lost: "lost"
        case .openingTimedOut: "opening-timed-out"
        case .silent: "silent"
        }
    }
}
