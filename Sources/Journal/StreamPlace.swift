// SPDX-License-Identifier: Apache-2.0

/// Which message of a peer it is, so that one that is repeated is known.
package struct StreamPlace: Equatable, Sendable {
    package var peer: String
    package var stream: StreamID
    /// Grows from message to message within the stream; numbers may be left out.
    package var sequence: UInt64

    package init(peer: String, stream: StreamID, sequence: UInt64) {
        self.peer = peer
        self.stream = stream
        self.sequence = sequence
    }
}

/// One of the streams in which a peer numbers what it sends.
package enum StreamID: Hashable, Sendable {
    /// A lane, by the sender's life on it (docs/lane-protocol.md §3); a peer has one at a time.
    case lane(high: UInt64, low: UInt64)
    /// An outbox, by the identity of the sender's journal.
    case outbox(UInt64)
}

extension StreamID {
    /// As it is stored: a letter and the numbers, the highest byte first.
    var bytes: [UInt8] {
        switch self {
        case .lane(let high, let low):
            [Self.laneLetter] + Self.bytes(of: high) + Self.bytes(of: low)
        case .outbox(let identity): [Self.outboxLetter] + Self.bytes(of: identity)
        }
    }

    /// `nil` for what no stream is stored as.
    init?(_ bytes: [UInt8]) {
        switch (bytes.first, bytes.count) {
        case (Self.laneLetter, 17):
            self = .lane(high: Self.number(bytes[1..<9]), low: Self.number(bytes[9..<17]))
        case (Self.outboxLetter, 9): self = .outbox(Self.number(bytes[1..<9]))
        default: return nil
        }
    }

    private static let laneLetter = UInt8(ascii: "L")
    private static let outboxLetter = UInt8(ascii: "O")

    private static func bytes(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
