// SPDX-License-Identifier: Apache-2.0

import Messaging
import Synchronization

/// One call that a handler of the program carries out, in a task of its own.
final class HandledCall: Sendable {
    /// Replies, or throws why there is no reply.
    typealias Handler = @Sendable (CallRequest, BodyOutlet) async throws -> Void

    private let exchange: Exchange
    private let request: CallRequest
    private let inlet: BodyInlet
    private let outlet: BodyOutlet
    private let table: MethodTable
    private let task = Mutex<Task<Void, Never>?>(nil)

    private init(_ call: IncomingCall, of table: MethodTable) {
        exchange = call.exchange
        inlet = BodyInlet(call.exchange)
        outlet = BodyOutlet(call.exchange, ofReply: true)
        self.table = table
        request = CallRequest(
            caller: call.caller,
            method: call.method,
            timeout: call.budget,
            body: CallBody(inlet: inlet)
        )
        inlet.open(call.body, isLast: !call.isStreamed)
    }

    /// Begins; on the node's thread.
    ///
    /// - `failed`: told what the handler threw, unless that was for its caller.
    static func take(
        _ call: IncomingCall,
        of table: MethodTable,
        _ handler: @escaping Handler,
        failed: @escaping @Sendable (any Error) -> Void
    ) -> CallListener {
        guard table.beginHandling() else {
            call.exchange.perform(.reply(.busy, body: [], isStreamed: false))
            return { _ in }
        }
        let handled = HandledCall(call, of: table)
        handled.task.withLock { task in
            task = Task { await handled.run(handler, failed: failed) }
        }
        return { handled.hear($0) }
    }

    private func run(
        _ handler: Handler,
        failed: @Sendable (any Error) -> Void
    ) async {
        defer {
            table.endHandling()
            task.withLock { $0 = nil }
        }
        do {
            try await handler(request, outlet)
            if !inlet.isDone { exchange.perform(.stop(.cancelled)) }
            outlet.finish()
        } catch {
            let (status, words) = (error as? CallError)?.status ?? (.failed, [])
            if !(error is CallError) { failed(error) }
            if !inlet.isDone { exchange.perform(.stop(status)) }
            outlet.abandon(status, words)
        }
    }

    private func hear(_ event: CallEvent) {
        switch event {
        case .body(let bytes, let isLast): inlet.receive(bytes, isLast: isLast)
        case .taken(let count): outlet.taken(count)
        case .stopped: outlet.fail(.notWanted)
        case .ended(let failure):
            let error = CallError(failure, member: request.caller)
            inlet.fail(error)
            outlet.fail(error)
            task.withLock { $0 }?.cancel()
        case .reply: break
        }
    }
}
