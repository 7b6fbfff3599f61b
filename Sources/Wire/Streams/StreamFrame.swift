// SPDX-License-Identifier: Apache-2.0

/// All that one side says in a conversation over a stream (spec §6).
package enum StreamFrame: Hashable, Sendable {
    case pushPull(PushPull)
    /// An application's bytes, whatever they are.
    case user([UInt8])
    case ping(Ping)
    case ack(Ack)
    /// The acceptor could not read the request; text for people.
    case error(String)
    /// The content of a lane's opening, from either side (docs/lane-protocol.md §2); ours.
    case lane([UInt8])

    /// Its first byte; `nil` for a lane's opening, whose type no version of the protocol knows.
    package var type: MessageType? {
        switch self {
        case .pushPull: .pushPull
        case .user: .user
        case .ping: .ping
        case .ack: .ack
        case .error: .error
        case .lane: nil
        }
    }

    /// The type byte and the body, without any layer around them.
    ///
    /// The text of an error is cut to what peers accept.
    package func encoded() -> [UInt8] {
        switch self {
        case .pushPull(let exchange): return exchange.encoded()
        case .user(let bytes):
            var writer = MessagePackWriter(.user)
            UserMessageHeader(length: bytes.count).write(to: &writer)
            writer.raw(bytes)
            return writer.bytes
        case .ping(let ping): return ping.encoded()
        case .ack(let ack): return ack.encoded()
        case .error(let text): return ErrorText(text: text).bounded.encoded(as: .error)
        case .lane(let content): return LaneOpening.encoded(content)
        }
    }
}
