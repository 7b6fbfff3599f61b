// SPDX-License-Identifier: Apache-2.0

/// A message that reached this node, as it is kept.
package struct InboxMessage: Equatable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, by the local clock.
    package var receivedAtUnixMilliseconds: Int64
    /// The member that lives where the packet came from; `nil` where nothing tells.
    package var sender: String?
    package var carrier: MessageCarrier
    package var payload: [UInt8]
    /// What the payload says in the ping/pong game, if it is such a message.
    package var pingPong: PingPongMessage?

    package init(
        receivedAtUnixMilliseconds: Int64,
        sender: String?,
        carrier: MessageCarrier,
        payload: [UInt8]
    ) {
        self.receivedAtUnixMilliseconds = receivedAtUnixMilliseconds
        self.sender = sender
        self.carrier = carrier
        self.payload = payload
        pingPong = PingPongMessage(payload: payload)
    }

    /// What it counts for in memory, in bytes: what it holds, and what is held to keep it.
    var size: Int { payload.count + (sender?.utf8.count ?? 0) + Self.overhead }

    private static let overhead = 128
}
