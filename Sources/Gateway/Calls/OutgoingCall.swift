// SPDX-License-Identifier: Apache-2.0

import Memberlist
import Messaging
import Synchronization

/// One call that this node makes for an HTTP client: the body goes out under the window, and the
/// reply is put together.
final class OutgoingCall: Sendable {
    enum Outcome: Equatable, Sendable {
        case replied(LaneStatus, [UInt8])
        case ended(CallFailure)
        case replyTooLarge
    }

    private struct State {
        var exchange: Exchange?
        var writer: BodyWriter
        /// What came before the exchange was known.
        var owed = 0
        var status: LaneStatus?
        var reply: BodyCollector
        var completion: (@Sendable (Outcome) -> Void)?
    }

    private let state: Mutex<State>

    private init(
        _ writer: BodyWriter,
        replyLimit: Int,
        _ completion: @escaping @Sendable (Outcome) -> Void
    ) {
        state = Mutex(
            State(
                writer: writer,
                reply: BodyCollector(atMost: replyLimit),
                completion: completion
            )
        )
    }

    /// Calls; `completion` runs once, on the node's thread.
    static func make(
        _ member: String,
        _ method: String,
        _ body: [UInt8],
        timeout: Duration,
        replyLimit: Int,
        on access: NodeAccess,
        _ completion: @escaping @Sendable (Outcome) -> Void
    ) {
        let writer = BodyWriter(body)
        let call = OutgoingCall(writer, replyLimit: replyLimit, completion)
        let order = CallOrder(
            member,
            method,
            body: writer.opening,
            isStreamed: writer.isStreamed,
            timeout: timeout
        )
        call.begin(access.call(order) { call.hear($0) })
    }

    private func begin(_ exchange: Exchange) {
        let (action, owed) = state.withLock { state in
            state.exchange = exchange
            return (state.writer.next(), state.owed)
        }
        if let action { exchange.perform(action) }
        if owed > 0 { exchange.perform(.consume(owed)) }
    }

    private func hear(_ event: CallEvent) {
        switch event {
        case .reply(let status, let body, let isStreamed):
            state.withLock { state in
                state.status = status
                state.reply.append(body)
            }
            finish(isLast: !isStreamed)
        case .body(let piece, let isLast):
            let exchange = state.withLock { state in
                state.reply.append(piece)
                if state.exchange == nil { state.owed += piece.count }
                return state.exchange
            }
            exchange?.perform(.consume(piece.count))
            finish(isLast: isLast)
        case .taken(let count):
            let (exchange, action) = state.withLock { state in
                state.writer.taken(count)
                return (state.exchange, state.writer.next())
            }
            if let action { exchange?.perform(action) }
        case .stopped: state.withLock { $0.writer.stop() }
        case .ended(let failure): complete(.ended(failure))
        }
    }

    private func finish(isLast: Bool) {
        let (status, reply, exchange) = state.withLock { ($0.status, $0.reply, $0.exchange) }
        if reply.isTooLarge {
            exchange?.perform(.cancel(.tooLarge))
            complete(.replyTooLarge)
        } else if isLast, let status {
            complete(.replied(status, reply.bytes))
        }
    }

    private func complete(_ outcome: Outcome) {
        let completion = state.withLock { state in
            defer { state.completion = nil }
            return state.completion
        }
        completion?(outcome)
    }
}
