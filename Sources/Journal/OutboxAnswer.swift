// SPDX-License-Identifier: Apache-2.0

/// What becomes of a message that is put into the outbox.
package enum OutboxAnswer: Equatable, Sendable {
    /// It waits there under that number, and does so after a restart too.
    case waiting(number: UInt64)
    /// As many messages or bytes wait as may.
    case full(messages: Int, bytes: Int)
}
