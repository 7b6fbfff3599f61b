// SPDX-License-Identifier: Apache-2.0

/// What became of a broadcast.
public enum BroadcastOutcome: Sendable, Equatable {
    /// Sent as many times as one is: `RetransmitMult` times the digits of the cluster's size, each
    /// time to a member chosen by chance.
    ///
    /// In a small cluster everyone is likely to have it, most of them more than once; nobody
    /// confirms it.
    case told
    /// A newer broadcast of the same name took its place before it was told to the end.
    case replaced
    /// Nobody else is alive or suspect, so nothing was sent.
    case nobodyElse
}

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
