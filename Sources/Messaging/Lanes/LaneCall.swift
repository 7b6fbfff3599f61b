// SPDX-License-Identifier: Apache-2.0

/// A call that the peer has made (docs/lane-protocol.md §8).
package struct LaneCall: Equatable, Sendable {
    package let number: UInt64
    package let method: String
    /// The body, or its beginning.
    package let body: [UInt8]
    /// Whether more of the body follows.
    package let isStreamed: Bool
    /// How long the caller waits, from when it made the call; `nil`: it does not say.
    package let budget: Duration?
}
