// SPDX-License-Identifier: Apache-2.0

/// An acceptor's no to a lane (docs/lane-protocol.md §2).
package struct LaneRefusal: Equatable, Sendable {
    package var code: LaneCode
    /// The random bytes of the opening that is refused.
    var echo: [UInt8]
    /// For people.
    package var words: String
}
