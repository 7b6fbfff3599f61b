// SPDX-License-Identifier: Apache-2.0

/// A piece of the inbox.
package struct JournalPage: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var sequence: UInt64
        package var message: JournalMessage
    }

    package var entries: [Entry] = []
    /// What to ask for after this page: the number of the first message that is not in it.
    package var next: UInt64
    /// The number of the oldest message that is kept; of the next one when none is.
    package var oldest: UInt64
    /// The number of the first message that this inbox had or will have.
    package var first: UInt64
}
