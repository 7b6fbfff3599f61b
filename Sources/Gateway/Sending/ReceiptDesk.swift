// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Memberlist
import Reactor
import Synchronization

/// Knows what became of messages, tells those who wait for it, and has it told as events.
///
/// Any thread may use it.
final class ReceiptDesk: Sendable {
    typealias Waiter = @Sendable (SentMessage) -> Void

    private struct State: Sendable {
        var book: SendBook
        /// Who wants to hear when nothing of a message is under way any more.
        var waiters: [String: Waiter] = [:]
    }

    private let feed: Feed
    private let state: Mutex<State>

    init(feed: Feed, limits: SendBook.Limits = SendBook.Limits()) {
        self.feed = feed
        state = Mutex(State(book: SendBook(limits)))
    }

    subscript(id: String) -> SentMessage? { state.withLock { $0.book[id] } }

    /// Keeps a message.
    func keep(_ message: SentMessage) { state.withLock { $0.book.keep(message) } }

    /// Forgets a message that was not posted after all.
    func drop(_ id: String) { state.withLock { $0.book.drop(id) } }

    /// Tells `waiter` once, when nothing of the message is under way; at once if nothing is.
    func wait(for id: String, _ waiter: @escaping Waiter) {
        let settled: SentMessage? = state.withLock { state in
            guard let message = state.book[id], message.pending > 0 else { return state.book[id] }
            state.waiters[id] = waiter
            return nil
        }
        if let settled { waiter(settled) }
    }

    /// Forgets who waits for a message; what is known of it now, if somebody did.
    func stopWaiting(for id: String) -> SentMessage? {
        state.withLock { state in
            state.waiters.removeValue(forKey: id) == nil ? nil : state.book[id]
        }
    }

    /// One copy has come further.
    func update(_ id: String, _ index: Int, _ copy: RecipientResultBody) {
        let (message, waiter) = state.withLock { state -> (SentMessage?, Waiter?) in
            guard let message = state.book.update(id, index, copy) else { return (nil, nil) }
            return (message, message.pending == 0 ? state.waiters.removeValue(forKey: id) : nil)
        }
        guard let message else { return }
        waiter?(message)
        if message.isTold { tell(id, copy) }
    }

    /// The same, of a message that this process may not have posted itself.
    func update(_ id: String, of recipient: String, _ copy: RecipientResultBody) {
        guard let message = self[id] else { return tell(id, copy) }
        guard let index = message.copies.firstIndex(where: { $0.to == recipient }) else { return }
        update(id, index, copy)
    }

    private func tell(_ id: String, _ copy: RecipientResultBody) {
        let now = Timestamp.rfc3339(unixMilliseconds: WallClock.milliseconds)
        feed.hear(ReceiptBody(at: now, id: id, result: copy))
    }

    /// What is counted and kept, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        state.withLock { state in
            (
                ["sends-forgotten": state.book.forgotten],
                [
                    "sends-remembered": UInt64(state.book.count),
                    "sends-remembered-bytes": UInt64(max(0, state.book.bytes)),
                ]
            )
        }
    }
}
