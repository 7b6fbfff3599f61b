// SPDX-License-Identifier: Apache-2.0

/// How a message reached this node.
package enum MessageCarrier: String, Sendable {
    /// A connection of its own.
    case stream
    /// The lasting connection of two nodes.
    case lane
    /// A packet, its own or one of gossip.
    case packet
    /// Not at all: the node sent it to itself.
    case local
}
