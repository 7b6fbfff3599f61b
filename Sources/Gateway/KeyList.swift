// SPDX-License-Identifier: Apache-2.0

/// The keys of a ring, the primary first; only their names leave this program.
struct KeyList: Sendable, Equatable {
    let keys: [[UInt8]]
    /// Whether they are kept for the next start.
    let isSaved: Bool
}
