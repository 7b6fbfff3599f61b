// SPDX-License-Identifier: Apache-2.0

import Messaging
import Synchronization

/// One call whose body is written, and whose reply is read, while they are under way.
final class MadeCall: Sendable {
    let inlet: BodyInlet
    let outlet: BodyOutlet
    private let member: String
    private let exchange: Exchange
    /// What the closure that writes the body has thrown.
    private let flaw = Mutex<(any Error)?>(nil)

    init(_ exchange: Exchange, to member: String) {
        self.exchange = exchange
        self.member = member
        inlet = BodyInlet(exchange)
        outlet = BodyOutlet(exchange, ofReply: false)
    }

    func hear(_ event: CallEvent) {
        switch event {
        case .reply(let status, let body, let isStreamed):
            guard let error = CallError(status, body) else {
                return inlet.open(body, isLast: !isStreamed)
            }
            fail(error)
            giveUp()
        case .body(let bytes, let isLast): inlet.receive(bytes, isLast: isLast)
        case .taken(let count): outlet.taken(count)
        case .stopped: outlet.fail(.notWanted)
        case .ended(let failure): fail(CallError(failure, member: member))
        }
    }

    /// Writes the body; a task of its own.
    func write(_ body: @Sendable (CallBodyWriter) async throws -> Void) async {
        do {
            try await body(CallBodyWriter(outlet: outlet))
            outlet.finish()
        } catch {
            // The reply says all when it is the other side that wants no more.
            if let error = error as? CallError, error == .notWanted { return }
            flaw.withLock { $0 = $0 ?? error }
            giveUp()
            fail(.cancelled)
        }
    }

    /// Nobody reads the reply any further; ignored when the call is over.
    func giveUp() { exchange.perform(.cancel(.cancelled)) }

    /// Why there is no whole reply, when reading it has thrown `error`.
    func reason(_ error: any Error) -> any Error {
        guard let error = error as? CallError, error == .cancelled else { return error }
        return flaw.withLock { $0 } ?? error
    }

    private func fail(_ error: CallError) {
        inlet.fail(error)
        outlet.fail(error)
    }
}
