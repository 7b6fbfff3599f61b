// SPDX-License-Identifier: Apache-2.0

/// What has become of one recipient's copy of a message of the outbox.
package struct OutboxCopy: Equatable, Sendable {
    /// See `OutboxMessage.number`.
    package let number: UInt64
    package let recipient: String
    /// What the message is called by who posted it.
    package let message: String
    /// Of the payload, which may be gone.
    package let bytes: Int
    package let fate: OutboxFate
}
