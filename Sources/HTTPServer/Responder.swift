// SPDX-License-Identifier: Apache-2.0

import Reactor

/// The way back to one request that was answered with `Reply.later`.
package struct Responder: Sendable {
    private let remote: LoopRemote?
    private let session: SessionID
    private let exchange: UInt64

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

    /// Answers the request, from any thread.
    ///
    /// `response` runs on the request's loop. Ignored when
    /// the client has gone, or the request has been answered.
    package func complete(_ response: @escaping @Sendable () -> Response) {
        let (session, exchange) = (session, exchange)
        remote?.post { loop in
            guard let server = loop.resident as? ServerLoop else { return }
            server.complete(session, exchange, response)
        }
    }
}
