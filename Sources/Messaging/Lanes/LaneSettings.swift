// SPDX-License-Identifier: Apache-2.0

/// How a node keeps its lanes; ours, the protocol knows none (docs/lane-protocol.md §11).
package struct LaneSettings: Equatable, Sendable {
    /// What peers may have under way here.
    package var grants = LaneGrants()
    /// Bytes that one lane holds of what its peer has not acknowledged, sent or not.
    package var queueBytes = 8 << 20
    /// Frames that one lane holds of what its peer has not acknowledged.
    package var queueFrames = 16_384
    /// Bytes of streamed bodies among them, so that messages do not wait behind more.
    package var queuedBodyBytes = 1 << 20
    /// Bytes that a connection prepares before its socket takes some.
    package var outputBytes = 256 << 10
    /// From the dial, or the peer's opening, until the lane carries frames.
    package var openingTime = Duration.seconds(5)
    /// How long a peer may be silent before it is asked, and then before it is given up.
    package var keepAlive = Duration.seconds(15)
    /// How long a peer may take nothing of what is written.
    package var writeStall = Duration.seconds(30)
    /// How long a lane without anything under way stays open.
    package var idle = Duration.seconds(300)
    /// How long an acknowledgement may wait for others, when nobody is known to wait for it.
    package var acknowledgementDelay = Duration.milliseconds(25)
    /// How long after a connection has failed the next is dialled: at first, and at most.
    package var redialAfter = Duration.milliseconds(100)
    package var redialAtMost = Duration.seconds(10)

    package init() {}
}
