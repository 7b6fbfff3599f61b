// SPDX-License-Identifier: Apache-2.0

import Memberlist
import Messaging
import Synchronization

/// One call that came to this node for its application.
///
/// Its body is put together on the node's thread and then lies at the desk; the answer comes from
/// a thread of HTTP.
final class CallVisit: Sendable {
    private struct State {
        var body: BodyCollector
        /// Its number at the desk, once it is there.
        var number: UInt64?
        var isOver = false
    }

    let caller: String
    let method: String
    private let call: IncomingCall
    private let state: Mutex<State>
    private let service: CallService

    init(_ call: IncomingCall, at service: CallService) {
        self.call = call
        (caller, method) = (call.caller, call.method)
        self.service = service
        var body = BodyCollector(atMost: service.bodyLimit)
        body.append(call.body)
        state = Mutex(State(body: body))
    }

    // MARK: The node's thread

    func begin() {
        if call.isStreamed { refuseIfTooLarge() } else { offer() }
    }

    func hear(_ event: CallEvent) {
        switch event {
        case .body(let piece, let isLast):
            state.withLock { if !$0.isOver { $0.body.append(piece) } }
            call.exchange.perform(.consume(piece.count))
            if refuseIfTooLarge() { return }
            if isLast { offer() }
        case .ended: leave()
        case .taken, .stopped, .reply: break
        }
    }

    private func offer() {
        let body = state.withLock { $0.isOver ? nil : $0.body.bytes }
        guard let body, !refuseIfTooLarge() else { return }
        switch service.offer(self, body, within: call.budget) {
        case .success(let number): state.withLock { $0.number = number }
        case .failure(.unknownMethod): answer(.unknownMethod, [])
        case .failure(.busy): answer(.busy, [])
        case .failure(.deadline): answer(.deadline, [])
        }
        state.withLock { $0.body = BodyCollector(atMost: 0) }
    }

    @discardableResult
    private func refuseIfTooLarge() -> Bool {
        guard state.withLock({ $0.body.isTooLarge }) else { return false }
        call.exchange.perform(.stop(.tooLarge))
        answer(.tooLarge, [])
        return true
    }

    private func leave() {
        let number = state.withLock { state in
            state.isOver = true
            return state.number
        }
        if let number { service.cancel(number) }
    }

    // MARK: Any thread

    /// Answers once; what comes after that is ignored.
    func answer(_ status: LaneStatus, _ body: [UInt8]) {
        let isFirst = state.withLock { state in
            defer { state.isOver = true }
            return !state.isOver
        }
        if isFirst { call.exchange.perform(.reply(status, body: body, isStreamed: false)) }
    }
}
