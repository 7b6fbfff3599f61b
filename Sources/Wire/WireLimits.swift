// SPDX-License-Identifier: Apache-2.0

/// What the wire may carry at most; each with its unit and where it comes from.
package enum WireLimits {
    /// Bytes of metadata in one alive message, as a contract of the sender (spec §16).
    package static let metadataBytes = 512
    /// Bytes of label before a packet or stream; its length field is one byte (spec §5.1).
    package static let labelBytes = 255

    /// Containers inside containers in one msgpack object (spec §3: "16 is ample").
    package static let objectDepth = 16
    /// Compress and compound messages inside each other in one packet (spec §5.4).
    package static let packetDepth = 8
    /// Bytes that all compress messages of one packet may unfold to together (spec §5.4).
    package static let packetDecompressedBytes = 1 << 20
    /// Messages and drops counted in one packet; ours: 16 compounds as full as can be.
    package static let packetParts = 4_096

    /// Members in one push/pull (spec §6.2).
    package static let pushPullMembers = 1 << 20
    /// Bytes of application state in one push/pull (spec §6.2).
    package static let userStateBytes = 20 << 20
    /// Bytes of one user message on a stream (spec §6.3).
    package static let userMessageBytes = 20 << 20
    /// Bytes of one frame once unwrapped, whether it was compressed or not (spec §6.1).
    package static let streamFrameBytes = 40 << 20
    /// Bytes of one compress object read from a stream (spec §6.1: "20 MiB + some").
    package static let streamCompressedBytes = (20 << 20) + (64 << 10)
    /// Bytes of one encryption envelope on a stream (spec §6.1).
    package static let streamEnvelopeBytes = 20 << 20
    /// Bytes of one header, ping or ack on a stream; ours: what a datagram could carry.
    package static let streamHeaderBytes = 64 << 10
    /// Bytes of the text in one err frame; ours.
    package static let errorTextBytes = 64 << 10
}
