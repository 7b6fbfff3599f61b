// SPDX-License-Identifier: Apache-2.0

/// A message that a consumer was given as often as may be, and never acknowledged.
package struct DeadLetter: Equatable, Sendable {
    /// Grows from dead letter to dead letter.
    package var number: UInt64
    package var consumer: String
    /// Its number in the inbox.
    package var sequence: UInt64
    package var attempts: Int
    package var message: JournalMessage
}
