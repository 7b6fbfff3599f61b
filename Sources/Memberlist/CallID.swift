// SPDX-License-Identifier: Apache-2.0

/// Which end of which call of this node's this is; given once.
enum CallID: Hashable, Sendable {
    /// One that the node makes.
    case made(UInt64)
    /// One that it is asked to carry out.
    case taken(UInt64)
}
