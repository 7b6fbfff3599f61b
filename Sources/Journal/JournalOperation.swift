// SPDX-License-Identifier: Apache-2.0

/// Something to be done with a journal, and the kind of answer it has.
///
/// What there is stands in this type's extensions, one for each of the journal's duties.
package struct JournalOperation<Answer: Sendable>: Sendable {
    /// What it holds, for the limits of the queue.
    let bytes: Int
    /// Whether it changes anything; if not, it is answered also where nothing can be written.
    let isWriting: Bool
    let body: @Sendable (inout Ledger) throws(StorageFailure) -> Answer

    static func writing(
        bytes: Int = 0,
        _ body: @escaping @Sendable (inout Ledger) throws(StorageFailure) -> Answer
    ) -> Self {
        Self(bytes: bytes + 64, isWriting: true, body: body)
    }

    static func reading(
        _ body: @escaping @Sendable (Ledger) throws(StorageFailure) -> Answer
    ) -> Self {
        Self(bytes: 64, isWriting: false) { ledger throws(StorageFailure) in try body(ledger) }
    }
}
