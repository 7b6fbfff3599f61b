// SPDX-License-Identifier: Apache-2.0

/// Which message of a peer's this is: no other ever has the same (docs/lane-protocol.md §3).
package struct LaneReceipt: Hashable, Sendable {
    /// The life of the peer that sent it.
    package let life: LaneLife
    /// Its number there; the next message has a greater one.
    package let number: UInt64

    package init(life: LaneLife, number: UInt64) {
        self.life = life
        self.number = number
    }
}
