// SPDX-License-Identifier: Apache-2.0

/// Why a leave was not seen through.
public enum LeaveError: Error, Sendable, Equatable {
    /// Not everyone may have been told; the node has left all the same.
    case timedOut
    /// The task was cancelled; the node leaves all the same.
    case cancelled
    /// The node has ended.
    case stopped
}

extension LeaveError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .timedOut: "the node has left, but not everyone may have been told in time"
        case .cancelled: "the node is leaving, but nobody waits for it: the task was cancelled"
        case .stopped: "the node has ended"
        }
    }
}
