// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Why a ping has no round-trip time.
public enum PingError: Error, Sendable, Equatable {
    /// No member has that name.
    case unknownMember(String)
    /// Not an IP literal with a port.
    case invalidAddress(String)
    /// No ack came in time: the other is gone, or busy, or packets are lost.
    case noAnswer
    /// So many pings wait already.
    case tooMany(limit: Int)
    /// The task was cancelled.
    case cancelled
    /// The node has ended.
    case stopped
}

extension PingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownMember(let name): "no member has the name \(PrintableText.escaping(name))"
        case .invalidAddress(let text):
            "\(PrintableText.escaping(text)) is not an IP address with a port"
        case .noAnswer: "no answer in time"
        case .tooMany(let limit): "\(limit) pings wait for an answer already"
        case .cancelled: "nobody waits for the answer: the task was cancelled"
        case .stopped: "the node has ended"
        }
    }
}
