// SPDX-License-Identifier: Apache-2.0

/// What became of a message of the outbox.
package enum OutboxFate: Int, Sendable {
    case waiting = 0
    /// The recipient has it.
    case delivered = 1
    /// Its time was over before the recipient had it.
    case expired = 2
    /// It was given up for another reason.
    case failed = 3
    /// The recipient's system has taken it, and the recipient is one that confirms nothing.
    case sent = 4
}
