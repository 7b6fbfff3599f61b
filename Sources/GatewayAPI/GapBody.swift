// SPDX-License-Identifier: Apache-2.0

/// The data of a `gap` event: what this reader cannot have any more.
package struct GapBody: Codable, Equatable, Sendable {
    /// `forgotten`, `too-slow`, `restarted` or `unknown-number`.
    package var reason: String
    /// The number of the first event that is missing; `nil` when none is known to be.
    package var first: UInt64?
    /// The number of the last one.
    package var last: UInt64?

    package init(reason: String, first: UInt64? = nil, last: UInt64? = nil) {
        self.reason = reason
        self.first = first
        self.last = last
    }
}
