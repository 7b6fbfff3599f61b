// SPDX-License-Identifier: Apache-2.0

/// What a receiver lets its peer have under way, as its opening says (docs/lane-protocol.md §2).
///
/// For a receiver's whole life the same.
package struct LaneGrants: Equatable, Sendable {
    /// Bytes of numbered frames that are not acknowledged.
    package var windowBytes: Int
    /// Numbered frames that are not acknowledged.
    package var windowFrames: Int
    /// Calls that are not over.
    package var calls: Int
    /// Of those calls, and of the answers to the receiver's own, how many may have a body that is
    /// streamed and has not ended.
    package var bodies: Int
    /// Bytes of one body that are not taken yet; more only by credit.
    package var bodyWindowBytes: Int

    package init(
        windowBytes: Int = 4 << 20,
        windowFrames: Int = 4_096,
        calls: Int = 1_024,
        bodies: Int = 64,
        bodyWindowBytes: Int = 256 << 10
    ) {
        self.windowBytes = windowBytes
        self.windowFrames = windowFrames
        self.calls = calls
        self.bodies = bodies
        self.bodyWindowBytes = bodyWindowBytes
    }

    /// Whether these are between what all may count on and what can be held.
    var isPossible: Bool {
        let (least, most) = (LaneLimits.least, LaneLimits.most)
        return (least.windowBytes...most.windowBytes).contains(windowBytes)
            && (least.windowFrames...most.windowFrames).contains(windowFrames)
            && (least.calls...most.calls).contains(calls)
            && (least.bodies...most.bodies).contains(bodies)
            && (least.bodyWindowBytes...most.bodyWindowBytes).contains(bodyWindowBytes)
    }

    /// Whether nothing that `other` lets through would be too much here.
    func covers(_ other: LaneGrants) -> Bool {
        calls >= other.calls && bodies >= other.bodies && bodyWindowBytes >= other.bodyWindowBytes
    }
}
