// SPDX-License-Identifier: Apache-2.0

/// Why a broadcast was not sent, or not seen through.
public enum BroadcastError: Error, Sendable, Equatable {
    /// More than one gossip packet can carry beside what label and encryption add.
    case payloadTooLarge(limit: Int)
    /// So many broadcasts wait already; memory has its limit, and gossip its pace.
    case queueFull(limit: Int)
    /// It still waits, and will be sent when it is its turn.
    case timedOut
    /// The task was cancelled; a broadcast that was queued by then is sent all the same.
    case cancelled
    /// The node has ended.
    case stopped
}

extension BroadcastError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .payloadTooLarge(let limit): "the broadcast is larger than \(limit) bytes"
        case .queueFull(let limit): "\(limit) broadcasts wait to be sent already"
        case .timedOut: "the broadcast still waits to be sent"
        case .cancelled: "nobody waits for the broadcast: the task was cancelled"
        case .stopped: "the node has ended"
        }
    }
}
