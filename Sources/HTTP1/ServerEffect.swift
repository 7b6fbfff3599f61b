// SPDX-License-Identifier: Apache-2.0

/// What a `ServerConnection` asks of its driver; at most one thing at a time.
package enum ServerEffect: Equatable, Sendable {
    /// Nothing: it waits for bytes, for room, for time, or for the answer it has asked for.
    case wait
    /// A head whose body is still to come: `proceed(at:)` to read it, or `respond` to refuse it.
    case decide(RequestHead)
    /// A whole request: `respond` when there is an answer.
    case answer(RequestHead, body: [UInt8])
    /// No request: `respond` with what is to be said about it; the connection then closes.
    case refuse(HTTPFault)
}
