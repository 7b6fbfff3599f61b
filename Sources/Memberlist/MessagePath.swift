// SPDX-License-Identifier: Apache-2.0

/// How a message travels.
public enum MessagePath: String, Sendable {
    /// A connection of its own (memberlist's SendReliable).
    case stream
    /// One packet, which may be lost (memberlist's SendBestEffort).
    case packet
    /// Not at all: the node sent it to itself.
    case local
}
