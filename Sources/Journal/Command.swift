// SPDX-License-Identifier: Apache-2.0

/// An operation on its way to the writer, with whoever waits for its answer.
struct Command: Sendable {
    /// Tells the answer, once it is true.
    typealias Completion = @Sendable () -> Void

    let bytes: Int
    let isWriting: Bool
    /// What the clock showed when it was given, in milliseconds since 1970.
    let wall: Int64
    let run: @Sendable (inout Ledger) throws(StorageFailure) -> Completion
    let fail: @Sendable (JournalError) -> Void

    init<Answer: Sendable>(
        _ operation: JournalOperation<Answer>,
        wall: Int64,
        _ completion: @escaping @Sendable (Result<Answer, JournalError>) -> Void
    ) {
        bytes = operation.bytes
        isWriting = operation.isWriting
        self.wall = wall
        run = { ledger throws(StorageFailure) in
            let answer = try operation.body(&ledger)
            return { completion(.success(answer)) }
        }
        fail = { completion(.failure($0)) }
    }
}
