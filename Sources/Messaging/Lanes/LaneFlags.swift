// SPDX-License-Identifier: Apache-2.0

/// The flags of a call's frames (docs/lane-protocol.md §8); others must be zero.
enum LaneFlags {
    /// Of a call and a reply: more of the body follows.
    ///
    /// Of a body's piece: it is the last.
    static let stream: UInt8 = 1
}
