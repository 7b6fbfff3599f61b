// SPDX-License-Identifier: Apache-2.0

/// What a datagram held: its messages in order, and what had to be left out.
package struct DecodedPacket: Equatable, Sendable {
    package var messages: [Message]
    /// One bad part does not spoil the others.
    package var drops: [PacketDrop]
    /// Whether there was a compound, be it of one message; two packets are the same without that.
    package internal(set) var isCompound = false

    package init(messages: [Message] = [], drops: [PacketDrop] = []) {
        self.messages = messages
        self.drops = drops
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.messages == b.messages && a.drops == b.drops
    }
}
