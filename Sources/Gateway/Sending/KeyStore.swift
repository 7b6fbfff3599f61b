// SPDX-License-Identifier: Apache-2.0

import Journal
import Reactor
import Synchronization

/// Where idempotency keys are kept: in the journal when there is one, else in memory.
final class KeyStore: Sendable {
    private let journal: OpenJournal?
    private let book: Mutex<KeyBook>

    init(_ journal: OpenJournal?, limits: KeyBook.Limits = KeyBook.Limits()) {
        self.journal = journal
        book = Mutex(KeyBook(limits))
    }

    /// How many are kept.
    var count: Int { journal?.statistics.keys ?? book.withLock { $0.count } }

    /// Told at once from memory, and on the journal's thread from there.
    func claim(
        _ key: String,
        digest: [UInt8],
        _ completion: @escaping @Sendable (Result<KeyClaim, JournalError>) -> Void
    ) {
        if let journal {
            journal.perform(.claim(key, digest: digest), at: WallClock.milliseconds, completion)
        } else {
            let now = MonotonicClock.now
            completion(.success(book.withLock { $0.claim(key, digest: digest, at: now) }))
        }
    }

    /// Keeps an answer; `completion` is told when that is done, or cannot be.
    ///
    /// One that could not be kept leaves the key as one whose request is under way, and after a
    /// restart as one that was cut off: nothing is done twice for it.
    func finish(
        _ claim: UInt64,
        _ answer: StoredAnswer,
        _ completion: @escaping @Sendable () -> Void
    ) {
        if let journal {
            journal.perform(.finish(claim, answer), at: WallClock.milliseconds) { _ in
                completion()
            }
        } else {
            book.withLock { $0.finish(claim, answer) }
            completion()
        }
    }

    /// Gives a claim back; `completion` is told when that is done, or cannot be.
    func release(_ claim: UInt64, _ completion: @escaping @Sendable () -> Void) {
        if let journal {
            journal.perform(.release(claim), at: WallClock.milliseconds) { _ in completion() }
        } else {
            book.withLock { $0.release(claim) }
            completion()
        }
    }
}

extension WallClock {
    /// Milliseconds since 1970-01-01T00:00:00Z, as a journal wants them.
    static var milliseconds: Int64 { microseconds / 1_000 }
}
