// SPDX-License-Identifier: Apache-2.0

/// Messages that one consumer may work on until a moment, and which nobody else of its name is
/// given before.
package struct Lease: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var sequence: UInt64
        /// 1 for a message that is handed out for the first time.
        package var attempt: Int
        package var message: JournalMessage
    }

    package init() {}

    package var entries: [Entry] = []
    /// Messages that the consumer never acknowledged and that the inbox has let go since; numbers
    /// that were left out among them count too.
    package var lost: UInt64 = 0
    /// Messages that became dead letters because this would have been one attempt too many.
    package var dead = 0
    /// Messages of the inbox that this consumer has not been given yet.
    package var behind: UInt64 = 0
    /// When none is handed out: how long until the first lease of the consumer's ends, and there
    /// may be one again.
    package var again: Duration?
}
