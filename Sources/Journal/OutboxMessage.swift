// SPDX-License-Identifier: Apache-2.0

/// A message that waits to be sent.
package struct OutboxMessage: Equatable, Sendable {
    /// Grows from message to message of this journal.
    ///
    /// With the journal's identity it is the message's place in a stream to its
    /// recipient, so they must be sent in this order.
    package var number: UInt64
    package var recipient: String
    /// What it is called by who posted it; its copies for others have the same.
    package var message: String
    /// How often it has been tried in vain.
    package var attempts: Int
    package var payload: [UInt8]
}
