// SPDX-License-Identifier: Apache-2.0

/// What one node remembers of a lane to one peer, named by 16 random bytes
/// (docs/lane-protocol.md §3).
///
/// A restart ends it, and so does forgetting the peer: what is remembered has another name then.
package struct LaneLife: Hashable, Sendable {
    package static let byteCount = 16
    /// No life at all.
    static let none = LaneLife()

    package let high: UInt64
    package let low: UInt64

    /// `nil` when both are zero, which is no life.
    package init?(high: UInt64, low: UInt64) {
        guard high != 0 || low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    private init() { (high, low) = (0, 0) }

    /// `nil` when these are not 16 bytes, or all of them are zero.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        let high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        let low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
        self.init(high: high, low: low)
    }
}
