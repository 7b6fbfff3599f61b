// SPDX-License-Identifier: Apache-2.0

/// Why a conversation cannot go on; always the peer's doing (spec §6).
package enum StreamError: Error, Hashable, Sendable {
    case labelMalformed
    /// Another label, none where one is due, or one where none is.
    case labelMismatch
    /// An encrypted frame, and no keys to open it.
    case encrypted
    /// A frame that is not encrypted, and only encrypted ones are let in.
    case unencrypted
    case encryption(EnvelopeError)
    /// An envelope with nothing in it.
    case emptyEnvelope
    case decompression(DecompressionError)
    /// A compress object with nothing in it.
    case emptyFrame
    /// A type that does not exist or does not belong on this side of a stream.
    case unknownType(UInt8)
    case malformed(MessageType, DecodeError)
    /// A length or count below zero or above its limit.
    case lengthRefused(Length, announced: Int, limit: Int)
    /// The stream ended within a frame.
    case ended(afterBytes: Int)

    /// What a header announced.
    package enum Length: Hashable, Sendable {
        case members, userState, userMessage, envelope, laneOpening

        fileprivate var noun: String {
            switch self {
            case .members: "members"
            case .userState: "bytes of application state"
            case .userMessage: "bytes of user message"
            case .envelope: "encrypted bytes"
            case .laneOpening: "bytes of a lane's opening"
            }
        }
    }

    /// Whether an acceptor says so in an err frame before it closes.
    ///
    /// Only where unwrapping failed (spec §6.1); all else is closed silently.
    package var deservesReply: Bool {
        switch self {
        case .encrypted, .unencrypted, .encryption, .emptyEnvelope, .decompression, .emptyFrame,
            .lengthRefused(.envelope, _, _):
            true
        case .labelMalformed, .labelMismatch, .unknownType, .malformed, .lengthRefused, .ended:
            false
        }
    }

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .labelMalformed: "label-malformed"
        case .labelMismatch: "label-mismatch"
        case .encrypted: "encrypted"
        case .unencrypted: "unencrypted"
        case .encryption(let error): error.reason
        case .emptyEnvelope: "empty-envelope"
        case .decompression(.ratioExceeded): "decompression-ratio"
        case .decompression: "decompression"
        case .emptyFrame: "empty-frame"
        case .unknownType: "unknown-type"
        case .malformed: "malformed"
        case .lengthRefused: "length-refused"
        case .ended: "ended-early"
        }
    }
}

extension StreamError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .labelMalformed: "the label header is malformed"
        case .labelMismatch: "the label is not ours"
        case .encrypted: "the stream is encrypted and encryption is not configured"
        case .unencrypted: "the stream is not encrypted and encryption is required"
        case .encryption(let error): "\(error)"
        case .emptyEnvelope: "the encrypted frame is empty"
        case .decompression(let error): "\(error)"
        case .emptyFrame: "the compressed frame is empty"
        case .unknownType(let type): "type \(type) is unknown here"
        case .malformed(let type, let error): "malformed \(type) frame: \(error)"
        case .lengthRefused(let length, let announced, let limit):
            "\(announced) \(length.noun) announced, and the limit is \(limit)"
        case .ended(let count): "the stream ended after \(count) bytes, within a frame"
        }
    }
}
