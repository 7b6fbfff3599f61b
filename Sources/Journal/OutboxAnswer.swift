// SPDX-License-Identifier: Apache-2.0

/// What becomes of a message that is put into the outbox.
package enum OutboxAnswer: Equatable, Sendable {
    /// Its copies wait there under those numbers, one for each recipient, and do so after a
    /// restart too.
    case waiting(numbers: [UInt64])
    /// As many messages or bytes wait as may.
    case full(messages: Int, bytes: Int)
}
