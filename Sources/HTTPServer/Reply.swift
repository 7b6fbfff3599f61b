// SPDX-License-Identifier: Apache-2.0

/// What a handler gives back at once.
package enum Reply: Sendable {
    case now(Response)
    /// Somebody calls `Responder.complete` later, from any thread; if nobody has within
    /// `deadline`, `onDeadline` answers, on the request's loop.
    ///
    /// `whenGone` is for work that nobody else wants: it runs once, on that loop, when the client
    /// has gone before the answer. One that only ends its sending cannot be told from one that has
    /// gone, so it is taken for that where there is a `whenGone`, and its connection closed.
    case later(
        deadline: Duration,
        whenGone: (@Sendable () -> Void)? = nil,
        onDeadline: @Sendable () -> Response
    )
    /// The request waits for something to happen: `check(false)` is called on its loop once when
    /// it is parked and each time its topic is woken, until it returns a response. At the
    /// deadline `check(true)` is called and must return one; a nil then is answered with 503.
    case parked(
        on: Topic = .first,
        deadline: Duration,
        check: @Sendable (_ last: Bool) -> Response?
    )
    /// The head goes out at once, and content as it is made; the body of `head` comes first.
    case stream(_ head: Response, ContentStream)
}

/// Answers one request.
///
/// Runs on the loop of its connection and must not block.
package typealias Handler = @Sendable (Request, Responder) -> Reply
