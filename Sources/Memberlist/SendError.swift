// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Why a message was sent to nobody.
public enum SendError: Error, Sendable, Equatable {
    /// Named, and not in the table.
    case unknownMembers([String])
    /// Named, known, but dead or left.
    case membersNotAlive([String])
    /// More than one packet, or one stream, can carry.
    case payloadTooLarge(limit: Int)
    /// Too many messages are waiting already.
    case overloaded
    /// The task was cancelled; copies that were under way may still arrive.
    case cancelled
    /// The node has ended.
    case stopped
}

extension SendError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownMembers(let names): "no member has the name \(Self.list(names))"
        case .membersNotAlive(let names): "dead or gone: \(Self.list(names))"
        case .payloadTooLarge(let limit): "the message is larger than \(limit) bytes"
        case .overloaded: "too many messages wait to be sent"
        case .cancelled: "nobody waits for the message: the task was cancelled"
        case .stopped: "the node has ended"
        }
    }

    private static func list(_ names: [String]) -> String {
        PrintableText.escaping(names.joined(separator: ", "))
    }
}
