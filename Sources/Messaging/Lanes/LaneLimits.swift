// SPDX-License-Identifier: Apache-2.0

/// What a lane may carry and hold, beyond what is a setting (docs/lane-protocol.md §4, §11).
package enum LaneLimits {
    /// Bytes of application data in one frame.
    package static let pieceBytes = 64 << 10
    /// Bytes of one message; a larger one goes over a stream of its own.
    package static let messageBytes = 1 << 20
    /// Bytes of a call's or an answer's body that lie in its own frame.
    package static let inlineBodyBytes = pieceBytes - 512
    /// Bytes of frames in one record: one full frame with room for what goes with it.
    static let recordBytes = pieceBytes + 1_024
    /// Bytes of the head of a record: its length.
    static let recordHeadBytes = 4
    /// Bytes of a method's name.
    package static let methodBytes = 255
    /// Bytes of the words in a close or a refusal.
    static let wordsBytes = 256
    /// Bytes of a member's name in an opening; members with longer ones have no lanes.
    package static let nameBytes = 255
    /// Credits in one record; more follow in the next.
    static let creditsPerRecord = 32
    /// Frames that may be put before the oldest one, when a peer begins anew.
    static let rewoundFrames: UInt64 = 65_536

    /// What every receiver grants, and a sender may count on before it has heard from it.
    static let least = LaneGrants(
        windowBytes: messageBytes + 2 * pieceBytes,
        windowFrames: 256,
        calls: 16,
        bodies: 4,
        bodyWindowBytes: 64 << 10
    )
    /// What no receiver may grant more of: what is held is bounded by our own settings, and this
    /// keeps sums far from overflowing.
    static let most = LaneGrants(
        windowBytes: 1 << 30,
        windowFrames: 1 << 20,
        calls: 65_535,
        bodies: 65_535,
        bodyWindowBytes: 1 << 30
    )
}
