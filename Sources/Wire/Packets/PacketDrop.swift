// SPDX-License-Identifier: Apache-2.0

/// Why a packet, or one part of it, was dropped; always the peer's doing (spec §5).
package enum PacketDrop: Error, Hashable, Sendable {
    case labelMalformed
    /// Another label, none where one is due, or one where none is.
    case labelMismatch
    /// Not an envelope that our keys open, and nothing else is let in.
    case encryption(EnvelopeError)
    case checksumMismatch
    /// A type that does not exist or does not belong where it was found.
    case unknownType(UInt8)
    case malformed(MessageType, DecodeError)
    case decompression(DecompressionError)
    case nestedTooDeep
    /// A compound without its whole table of lengths.
    case compoundWithoutTable
    /// Parts that a compound was too short for; those before were taken.
    case truncatedCompound(lost: Int)
    case emptyPart
    /// More parts than are looked at in one packet; those before were taken.
    case tooManyParts(limit: Int)

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .labelMalformed: "label-malformed"
        case .labelMismatch: "label-mismatch"
        case .encryption(let error): error.reason
        case .checksumMismatch: "checksum-mismatch"
        case .unknownType: "unknown-type"
        case .malformed: "malformed"
        case .decompression(.ratioExceeded): "decompression-ratio"
        case .decompression: "decompression"
        case .nestedTooDeep: "nested-too-deep"
        case .compoundWithoutTable: "compound-without-table"
        case .truncatedCompound: "truncated-compound"
        case .emptyPart: "empty-part"
        case .tooManyParts: "too-many-parts"
        }
    }
}

extension PacketDrop: CustomStringConvertible {
    package var description: String {
        switch self {
        case .labelMalformed: "the label header is malformed"
        case .labelMismatch: "the label is not ours"
        case .encryption(let error): "\(error)"
        case .checksumMismatch: "the checksum does not match"
        case .unknownType(let type): "type \(type) is unknown here"
        case .malformed(let type, let error): "malformed \(type) message: \(error)"
        case .decompression(let error): "\(error)"
        case .nestedTooDeep: "messages nest deeper than \(WireLimits.packetDepth) levels"
        case .compoundWithoutTable: "a compound ends within its table of lengths"
        case .truncatedCompound(let lost): "a compound is too short for its last \(lost) parts"
        case .emptyPart: "a message is empty"
        case .tooManyParts(let limit): "a packet has more than \(limit) parts"
        }
    }
}
