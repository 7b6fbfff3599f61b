// SPDX-License-Identifier: Apache-2.0

/// How a message travels.
public enum MessagePath: String, Sendable {
    /// A connection of its own (memberlist's SendReliable).
    case stream
    /// The lasting connection of two nodes that confirm to each other what they hold
    /// (docs/lane-protocol.md).
    case lane
    /// One packet, which may be lost (memberlist's SendBestEffort).
    case packet
    /// Not at all: the node sent it to itself.
    case local
}
