// SPDX-License-Identifier: Apache-2.0

/// Who of the two ends of a lane's connection is meant (docs/lane-protocol.md §5).
package enum LaneSide: UInt8, Hashable, Sendable {
    case dialer = 0
    case acceptor = 1

    package var other: Self { self == .dialer ? .acceptor : .dialer }
}
