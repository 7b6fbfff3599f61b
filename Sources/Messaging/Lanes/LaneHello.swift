// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What each side says of itself when a connection of a lane begins (docs/lane-protocol.md §2).
package struct LaneHello: Equatable, Sendable {
    /// The versions of the protocol that are spoken here, lowest and highest.
    static let versions: ClosedRange<UInt8> = 1...1
    static let randomBytes = 32

    /// Who says it.
    package var side: LaneSide
    /// A dialer's: from which to which it speaks.
    ///
    /// An acceptor's: the one that is spoken.
    var versions: ClosedRange<UInt8>
    /// One bit each; none has a meaning yet, and one that is not known has none.
    var capabilities: UInt32
    /// New for each connection.
    var random: [UInt8]
    /// The other side's random bytes, in an acceptor's; zeros in a dialer's.
    var echo: [UInt8]
    /// The name of the cluster's key that the connection's own are derived from; zero: none.
    package var key: UInt64
    /// The life of whoever says this.
    package var life: LaneLife
    /// The life of the other side that is known here; `none`: it is not known.
    var peerLife: LaneLife
    /// Of that life's frames, the last that has come, and the last that is accepted.
    var received: UInt64
    var accepted: UInt64
    /// The lowest number that may still be sent from here.
    var first: UInt64
    package var grants: LaneGrants
    /// Who says this, and to whom.
    package var name: MemberName
    package var peer: MemberName
}
