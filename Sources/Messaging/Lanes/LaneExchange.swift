// SPDX-License-Identifier: Apache-2.0

/// A call and all that belongs to it, until both sides are through (docs/lane-protocol.md §8).
package enum LaneExchange: Hashable, Sendable {
    /// A call that this node has made, by its number.
    case ours(UInt64)
    /// A call that the peer has made, by its number.
    case theirs(UInt64)

    /// Set in the number on the wire when the receiver of the frame has made the call.
    private static let receiverBit: UInt64 = 1 << 63
    static let greatestNumber = receiverBit - 1

    /// As the peer's frame says it.
    init(received word: UInt64) {
        let number = word & Self.greatestNumber
        self = word & Self.receiverBit != 0 ? .ours(number) : .theirs(number)
    }

    /// As our frames say it.
    var word: UInt64 {
        switch self {
        case .ours(let number): number
        case .theirs(let number): number | Self.receiverBit
        }
    }
}
