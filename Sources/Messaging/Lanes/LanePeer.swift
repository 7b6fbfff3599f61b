// SPDX-License-Identifier: Apache-2.0

/// What two openings have settled, until the connection carries frames.
struct LanePeer: Equatable, Sendable {
    /// What the peer said.
    var hello: LaneHello
    /// What we said ourselves at the same time: the peer goes by it, whatever has come since.
    var told: LaneHello
}
