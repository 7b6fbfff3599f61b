// SPDX-License-Identifier: Apache-2.0

/// How messages travel between simulated nodes.
package enum Carriage: Equatable, Sendable {
    /// As the bytes that sockets would carry: label, checksum and compression put on, taken off
    /// again by the decoders, streams in pieces. What proves the most, and costs the most.
    case bytes
    /// Packets bare, in which what members say of themselves stands as numbers (`Shorthand`), and
    /// whole tables as values: for clusters so large that framing would be most of the work. What a
    /// number stands for is encoded and decoded once; lengths are those of the real packets.
    case values
}
