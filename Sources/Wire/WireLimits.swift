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
    /// Bytes that those of any packet may unfold to, however small it is: what its sender could
    /// have sent unfolded.
    package static let packetUnfoldedBytes = 64 << 10
    /// Above that, bytes for each byte of the packet.
    ///
    /// Ours. Whatever a node assembles itself fits a datagram before it is folded; only an
    /// application's best-effort message can be larger, and text folds to a fifth.
    package static let packetDecompressionRatio = 64
    /// Bytes that one byte of a compress object on a stream may unfold to.
    ///
    /// Ours, and what no encoder of the protocol surpasses: the k-th code after a clear stands for
    /// k bytes at most, and a clear follows the 3,838th (spec §5.4). So 7,367,041 bytes become no
    /// fewer than 5,405, and a peer that folds tighter has left out clears to make us work.
    package static let streamDecompressionRatio = 1_365
    /// Messages and drops counted in one packet; ours: 16 compounds as full as can be.
    package static let packetParts = 4_096

    /// Members in one push/pull (spec §6.2).
    package static let pushPullMembers = 1 << 20
    /// Push/pulls that peers may have under way here: the one that makes it so many is refused
    /// (spec §6.2).
    package static let concurrentPushPulls = 128
    /// Bytes of application state in one push/pull (spec §6.2).
    package static let userStateBytes = 20 << 20
    /// Bytes of one's own push/pull from which on it is time to warn: 60 % of what an encrypted
    /// stream carries (spec §6.1).
    package static let localStateWarningBytes = streamEnvelopeBytes / 100 * 60
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
