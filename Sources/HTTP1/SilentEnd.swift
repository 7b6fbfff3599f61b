// SPDX-License-Identifier: Apache-2.0

/// Which limit closed a connection without an answer that says so.
package enum SilentEnd: Equatable, Sendable {
    /// No request came in time.
    case idle
    /// The peer did not take its answers in time.
    case writeStall
    /// The body of a request that had been answered already was late, too large or faulty.
    case unreadBody
}
