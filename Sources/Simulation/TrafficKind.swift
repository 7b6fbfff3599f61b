// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// What a packet or a stream is for, told by the first message in it: the others ride along.
package enum TrafficKind: Int, Sendable, CaseIterable {
    case ping
    case ack
    case indirectPing
    case nack
    /// News and nothing else.
    case gossip
    case user
    /// A ping over a stream, or its answer.
    case streamPing
    case pushPull

    /// - Parameter payload: a packet before framing: one message, or a compound of some, or one in
    ///   shorthand.
    init(of payload: [UInt8]) {
        switch Self.firstType(in: payload) {
        case .ping: self = .ping
        case .ack: self = .ack
        case .indirectPing: self = .indirectPing
        case .nack: self = .nack
        case .user: self = .user
        default: self = .gossip
        }
    }

    private static func firstType(in payload: [UInt8]) -> MessageType? {
        guard let first = payload.first else { return nil }
        if let inShorthand = Shorthand.firstType(in: payload) { return inShorthand }
        let type = MessageType(rawValue: first)
        guard type == .compound, payload.count > 1 else { return type }
        let place = Compound.headerBytes + Compound.partOverheadBytes * Int(payload[1])
        return place < payload.count ? MessageType(rawValue: payload[place]) : nil
    }
}
