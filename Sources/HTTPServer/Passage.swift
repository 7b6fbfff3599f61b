// SPDX-License-Identifier: Apache-2.0

package import HTTP1
import Reactor

/// The way to one request whose body is not waited for, and whose answer may be as long as it
/// likes; from any thread.
///
/// What does not fit its state, or comes after its end, is ignored: the client may have gone.
package struct Passage: Sendable {
    package enum Action: Sendable {
        /// So many more bytes of the request's body are welcome; the first time the client is told
        /// to go on, if it waits for that.
        case want(Int)
        /// The whole answer.
        case respond(Response)
        /// The head of the answer, whose content follows; its length, when that is known.
        case begin(Response, length: Int?)
        /// More content; `PassageEvent.taken` says how much of it has gone.
        case write([UInt8])
        case end(trailers: HeaderFields)
        /// The content cannot go on: the connection closes without its end.
        case fail
    }

    private let handle: @Sendable ([Action]) -> Void

    init(remote: LoopRemote, session: SessionID, exchange: UInt64) {
        handle = { actions in
            remote.post { loop in
                (loop.resident as? ServerLoop)?.perform(session, exchange, actions)
            }
        }
    }

    /// A passage that leads to whoever is given.
    package init(_ handle: @escaping @Sendable ([Action]) -> Void) { self.handle = handle }

    package func perform(_ action: Action) { handle([action]) }

    /// Does all of these, in order, and writes what comes of them at one time.
    package func perform(_ actions: [Action]) {
        if !actions.isEmpty { handle(actions) }
    }
}

/// What a handler is told of a request's body and of its own answer, in order; on the loop of the
/// connection, and must not block.
package enum PassageEvent: Equatable, Sendable {
    /// More of the body.
    case content([UInt8])
    /// The body is whole; comes for requests without one, too.
    case end(trailers: HeaderFields)
    /// So many more bytes of the content that was written are out.
    case taken(Int)
    /// The answer has not begun, and nothing else happened, for as long as that may last.
    case overdue
    /// The client has gone, or has sent no body that can be read; nothing follows.
    case left
}

/// What a handler that does not wait for the body gives back at once.
package enum PassageReply: Sendable {
    case now(Response)
    /// The listener is told what happens; `patience` is how long nothing may happen until the
    /// answer has begun.
    case open(patience: Duration, _ listener: @Sendable (PassageEvent) -> Void)
}

/// Answers one request whose body is still to come; its `Request.body` is empty.
///
/// Runs on the loop of its connection and must not block.
package typealias PassageHandler = @Sendable (Request, Passage) -> PassageReply
