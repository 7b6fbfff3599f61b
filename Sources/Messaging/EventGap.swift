// SPDX-License-Identifier: Apache-2.0

/// Events that a reader cannot have any more, and why.
package struct EventGap: Equatable, Sendable {
    package enum Reason: String, Sendable, CaseIterable {
        /// They were told to those who listened, and have made room for newer ones since.
        case forgotten
        /// The reader did not keep up; it is not told any more.
        case tooSlow = "too-slow"
        /// The node was started anew since; of the numbers from before, nobody knows which were
        /// given.
        case restarted
        /// No event of this node has had the reader's number; nothing is known to be missing.
        case unknownNumber = "unknown-number"
    }

    package var reason: Reason
    /// The numbers of the first and the last that are missing; `nil` when nothing is known to be.
    package var missing: ClosedRange<UInt64>?
    /// Where the reader goes on: it gets what comes after this.
    package var place: UInt64
}
