// SPDX-License-Identifier: Apache-2.0

import Reactor

/// The way back to one request that was answered with `Reply.later`.
package struct Responder: Sendable {
    private let remote: LoopRemote?
    private let session: SessionID
    private let exchange: UInt64
    private var gate: Gate?

    init(remote: LoopRemote, session: SessionID, exchange: UInt64) {
        self.remote = remote
        self.session = session
        self.exchange = exchange
    }

    /// A responder that leads nowhere, to call a handler without a server.
    package init() {
        remote = nil
        session = SessionID(number: 0)
        exchange = 0
    }

    /// Is given an answer before it goes out, and what it then goes out by.
    package typealias Gate =
        @Sendable (Response, _ forward: @escaping @Sendable (Response) -> Void) -> Void

    /// The same way back, through a gate; on the thread that answers, and also when the client has
    /// gone.
    package func through(_ gate: @escaping Gate) -> Responder {
        var responder = self
        responder.gate = gate
        return responder
    }

    /// Answers the request, from any thread.
    ///
    /// `response` runs on the request's loop. Ignored when
    /// the client has gone, or the request has been answered.
    package func complete(_ response: @escaping @Sendable () -> Response) {
        if let gate {
            var open = self
            open.gate = nil
            gate(response()) { [open] answer in open.complete { answer } }
            return
        }
        let (session, exchange) = (session, exchange)
        remote?.post { loop in
            guard let server = loop.resident as? ServerLoop else { return }
            server.complete(session, exchange, response)
        }
    }
}
