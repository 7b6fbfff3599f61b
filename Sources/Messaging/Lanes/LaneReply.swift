// SPDX-License-Identifier: Apache-2.0

/// What became of a call, said by who was called (docs/lane-protocol.md §8).
package struct LaneReply: Equatable, Sendable {
    package let number: UInt64
    package let status: LaneStatus
    /// The body, or its beginning; with another status than `ok`, words for people.
    package let body: [UInt8]
    /// Whether more of the body follows.
    package let isStreamed: Bool
}
