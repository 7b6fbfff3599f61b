// SPDX-License-Identifier: Apache-2.0

/// A message that reached the node, in `GET /messages` and in the events that tell of one.
package struct MessageBody: Codable, Equatable, Sendable {
    /// Its number in the inbox.
    package var seq: UInt64
    /// RFC 3339 with milliseconds, UTC.
    package var receivedAt: String
    /// The member that lives where it came from; `nil` where nothing tells.
    package var from: String?
    /// `stream`, `packet`, or `local`.
    package var via: String
    /// Size of the payload.
    package var bytes: Int
    /// In the ping/pong game.
    package var key: String?
    /// In the ping/pong game.
    package var value: UInt64?
    /// The payload, when it is UTF-8.
    package var text: String?
    /// The payload; `nil` in an event whose message is too large for one, and is to be fetched.
    package var base64: String?

    package init(
        seq: UInt64,
        receivedAt: String,
        from: String? = nil,
        via: String,
        bytes: Int,
        key: String? = nil,
        value: UInt64? = nil,
        text: String? = nil,
        base64: String? = nil
    ) {
        self.seq = seq
        self.receivedAt = receivedAt
        self.from = from
        self.via = via
        self.bytes = bytes
        self.key = key
        self.value = value
        self.text = text
        self.base64 = base64
    }
}
