// SPDX-License-Identifier: Apache-2.0

import Journal
import Messaging
import Reactor

/// Reads what the journal keeps of the inbox, from where memory does not reach back any more.
struct InboxHistory: Sendable {
    /// Pieces of the inbox that are looked through for one answer.
    private static let rounds = 16
    /// Messages of such a piece.
    private static let roundMessages = 1_000

    let journal: OpenJournal

    /// The same page as `Inbox.page`'s.
    ///
    /// With a key it may end before its limit is reached, even without a message, after much was
    /// looked through; the reader goes on from its `next`.
    func page(
        after: UInt64,
        limit: Int,
        payloadBytes: Int,
        key: String?,
        _ completion: @escaping @Sendable (Result<InboxPage, JournalError>) -> Void
    ) {
        let wanted = Wanted(after: after, limit: limit, payloadBytes: payloadBytes, key: key)
        look(for: wanted, from: after + 1, nil, round: 1, completion)
    }

    private struct Wanted: Sendable {
        let after: UInt64
        let limit: Int
        let payloadBytes: Int
        let key: String?
    }

    private func look(
        for wanted: Wanted,
        from first: UInt64,
        _ found: InboxPage?,
        round: Int,
        _ completion: @escaping @Sendable (Result<InboxPage, JournalError>) -> Void
    ) {
        let operation = JournalOperation.page(
            from: first,
            limit: wanted.key == nil ? wanted.limit : Self.roundMessages,
            payloadBytes: wanted.payloadBytes
        )
        journal.perform(operation, at: WallClock.milliseconds) { result in
            switch result {
            case .failure(let error): completion(.failure(error))
            case .success(let piece):
                let page = Self.page(piece, wanted, found)
                let isDone =
                    wanted.key == nil || !page.entries.isEmpty || piece.entries.isEmpty
                    || round >= Self.rounds
                if isDone { return completion(.success(page)) }
                look(for: wanted, from: page.next, page, round: round + 1, completion)
            }
        }
    }

    private static func page(
        _ piece: JournalPage,
        _ wanted: Wanted,
        _ found: InboxPage?
    ) -> InboxPage {
        // Before the first number lie those of an earlier journal, which nobody knows any more.
        let known = wanted.after == 0 ? piece.first - 1 : wanted.after
        var page = InboxPage(
            next: piece.next,
            oldest: piece.oldest,
            gap: found?.gap ?? (known < piece.oldest - 1)
        )
        for entry in piece.entries {
            guard page.entries.count < wanted.limit else {
                page.next = entry.sequence
                break
            }
            let message = InboxMessage(entry.message)
            if let key = wanted.key, message.pingPong?.key != key { continue }
            page.entries.append(InboxPage.Entry(sequence: entry.sequence, message: message))
        }
        return page
    }
}
