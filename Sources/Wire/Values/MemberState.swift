// SPDX-License-Identifier: Apache-2.0

/// What is believed of a member; the raw value travels in push/pull states (spec §4).
package enum MemberState: UInt8, Hashable, Sendable, CaseIterable {
    case alive = 0
    case suspect = 1
    case dead = 2
    /// Gone by its own word. On the wire since memberlist 0.1.6.
    case left = 3
}
