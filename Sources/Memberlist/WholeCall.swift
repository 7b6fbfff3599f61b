// SPDX-License-Identifier: Apache-2.0

package import Messaging
import Synchronization

/// One call whose body is at hand, and whose reply is put together.
package final class WholeCall: Sendable {
    package enum Outcome: Equatable, Sendable {
        case replied(LaneStatus, [UInt8])
        case ended(CallFailure)
        /// The call was carried out, and its reply is above the limit.
        case replyTooLarge
    }

    private struct State {
        var exchange: Exchange?
        /// What came before the exchange was known.
        var owed = 0
        var status: LaneStatus?
        var reply: BodyCollector
        var completion: (@Sendable (Outcome) -> Void)?
    }

    private let state: Mutex<State>

    private init(replyLimit: Int, _ completion: @escaping @Sendable (Outcome) -> Void) {
        let reply = BodyCollector(atMost: replyLimit)
        state = Mutex(State(reply: reply, completion: completion))
    }

    /// Calls by way of `call`; `completion` runs once at most, on the node's thread.
    package static func make(
        _ order: CallOrder,
        replyLimit: Int,
        by call: (CallOrder, @escaping CallListener) -> Exchange,
        _ completion: @escaping @Sendable (Outcome) -> Void
    ) -> WholeCall {
        let whole = WholeCall(replyLimit: replyLimit, completion)
        whole.begin(call(order) { whole.hear($0) })
        return whole
    }

    private func begin(_ exchange: Exchange) {
        let owed = state.withLock { state in
            state.exchange = exchange
            return state.owed
        }
        if owed > 0 { exchange.perform(.consume(owed)) }
    }

    /// Nobody wants the reply any more: the member is told, and `completion` does not run.
    package func cancel() {
        let (exchange, completion) = state.withLock { state in
            defer { state.completion = nil }
            return (state.exchange, state.completion)
        }
        if completion != nil { exchange?.perform(.cancel(.cancelled)) }
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
        case .taken, .stopped: break
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
