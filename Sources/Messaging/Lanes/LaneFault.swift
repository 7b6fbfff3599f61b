// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What a peer did that ends a connection of its lane (docs/lane-protocol.md §10).
package enum LaneFault: Error, Hashable, Sendable {
    /// What came where an opening was due cannot be read.
    case stream(StreamError)
    /// An opening is cut short or contradicts itself; where.
    case openingMalformed(at: Int)
    /// An answer to another opening than ours, or a request where an answer was due.
    case notAnAnswer
    /// Bytes behind an opening, before we have answered or confirmed it.
    case earlyBytes
    /// No record has that many bytes.
    case recordLength(Int)
    /// A record was changed, left out, repeated, or sealed by somebody else.
    case recordSeal
    /// A frame that reaches beyond its record.
    case frameTruncated
    case frameUnknown(UInt8)
    case frameMalformed(LaneFrameType)
    /// A numbered frame beyond the next one.
    case gap(expected: UInt64, number: UInt64)
    /// An acknowledgement of what was never sent.
    case acknowledgedUnsent(UInt64)
    /// An acknowledgement that ends within a message.
    case acknowledgedInPart(UInt64)
    /// More unacknowledged than the window lets through.
    case windowExceeded
    /// More of a body than its credit lets through.
    case bodyCreditExceeded(LaneExchange)
    case messageTooLarge
    case tooManyCalls
    case tooManyBodies
    /// A frame of a call that nobody has made.
    case unknownCall(LaneExchange)
    /// A call with the number of an earlier one.
    case repeatedCall(UInt64)
    /// A second answer, or a body that has ended or was never announced.
    case outOfPlace(LaneExchange)

    /// What the peer is told.
    var code: LaneCode {
        switch self {
        case .stream, .openingMalformed, .notAnAnswer, .earlyBytes, .recordLength, .frameTruncated,
            .frameUnknown, .frameMalformed, .unknownCall, .repeatedCall, .outOfPlace:
            .malformed
        case .recordSeal: .seal
        case .gap, .acknowledgedUnsent, .acknowledgedInPart: .gap
        case .windowExceeded, .bodyCreditExceeded, .messageTooLarge, .tooManyCalls, .tooManyBodies:
            .excess
        }
    }

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .stream(let error): error.reason
        case .openingMalformed: "opening-malformed"
        case .notAnAnswer: "not-an-answer"
        case .earlyBytes: "early-bytes"
        case .recordLength: "record-length"
        case .recordSeal: "record-seal"
        case .frameTruncated: "frame-truncated"
        case .frameUnknown: "frame-unknown"
        case .frameMalformed: "frame-malformed"
        case .gap: "gap"
        case .acknowledgedUnsent: "acknowledged-unsent"
        case .acknowledgedInPart: "acknowledged-in-part"
        case .windowExceeded: "window-exceeded"
        case .bodyCreditExceeded: "body-credit-exceeded"
        case .messageTooLarge: "message-too-large"
        case .tooManyCalls: "too-many-calls"
        case .tooManyBodies: "too-many-bodies"
        case .unknownCall: "unknown-call"
        case .repeatedCall: "repeated-call"
        case .outOfPlace: "out-of-place"
        }
    }
}
