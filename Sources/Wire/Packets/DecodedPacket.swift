// SPDX-License-Identifier: Apache-2.0

/// What a datagram held: its messages in order, and what had to be left out.
package struct DecodedPacket: Equatable, Sendable {
    package var messages: [Message]
    /// One bad part does not spoil the others.
    package var drops: [PacketDrop]

    package init(messages: [Message] = [], drops: [PacketDrop] = []) {
        self.messages = messages
        self.drops = drops
    }
}
