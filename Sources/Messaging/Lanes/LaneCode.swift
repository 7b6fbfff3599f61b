// SPDX-License-Identifier: Apache-2.0

/// Why a connection is closed or a lane refused, as it is said on the wire
/// (docs/lane-protocol.md §10).
///
/// Only ever appended to; a number that is not known is as good as any other.
package struct LaneCode: RawRepresentable, Error, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The node ends.
    package static let goingAway = LaneCode(rawValue: 0)
    package static let idle = LaneCode(rawValue: 1)
    /// Another connection of the same lane has taken its place.
    package static let superseded = LaneCode(rawValue: 2)
    /// The cluster's keys have changed: come again with the new one.
    package static let keyChanged = LaneCode(rawValue: 3)
    /// What came cannot be read.
    package static let malformed = LaneCode(rawValue: 4)
    /// Numbers are missing, or were acknowledged that nobody sent.
    package static let gap = LaneCode(rawValue: 5)
    /// More was sent than was granted.
    package static let excess = LaneCode(rawValue: 6)
    /// A record is not the one that is due.
    package static let seal = LaneCode(rawValue: 7)
    /// Nothing was heard, or taken, for too long.
    package static let silent = LaneCode(rawValue: 8)

    /// No version in common.
    package static let version = LaneCode(rawValue: 32)
    /// The peer is not the member that is asked for, or does not know the one that asks.
    package static let wrongName = LaneCode(rawValue: 33)
    /// A plain opening at a node that has keys, or a key that it has not.
    package static let key = LaneCode(rawValue: 34)
    /// The peer is dialling too, and its connection counts.
    package static let crossed = LaneCode(rawValue: 35)
    /// The peer has as many lanes as it keeps.
    package static let busy = LaneCode(rawValue: 36)
    /// The peer keeps no lanes.
    package static let off = LaneCode(rawValue: 37)
    /// What is granted is less than all may count on, or more than can be.
    package static let grants = LaneCode(rawValue: 38)

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .goingAway: "going-away"
        case .idle: "idle"
        case .superseded: "superseded"
        case .keyChanged: "key-changed"
        case .malformed: "malformed"
        case .gap: "gap"
        case .excess: "excess"
        case .seal: "seal"
        case .silent: "silent"
        case .version: "version"
        case .wrongName: "wrong-name"
        case .key: "key"
        case .crossed: "crossed"
        case .busy: "busy"
        case .off: "off"
        case .grants: "grants"
        default: "code-\(rawValue)"
        }
    }
}
