// SPDX-License-Identifier: Apache-2.0

import Messaging

/// Methods of members that a program calls, and its own that others call
/// (docs/lane-protocol.md §8).
extension Node {
    /// Calls a method of a member, and waits for all of its reply.
    ///
    /// Both nodes need lanes (``NodeSettings/lanes``); this node itself may be called, too. A call
    /// is carried to the member once at most. Every node answers `ping` with nothing and `echo`
    /// with what it is given; a pingd answers `self` with what its `GET /self` says, and hands
    /// others to the application beside it.
    ///
    /// Cancelling the task gives the call up, which the member is told.
    ///
    /// ```swift
    /// let reply = try await node.call("upper", of: "web2", body: Array("quiet".utf8))
    /// ```
    ///
    /// - Parameters:
    ///   - method: 1 to 255 bytes of UTF-8.
    ///   - member: the member's name.
    ///   - body: of any length that the method takes; it is kept here until it has gone out.
    ///   - timeout: how long all of it may take.
    ///   - replyLimit: bytes that the reply may have.
    /// - Returns: the reply.
    /// - Throws: why there is none, and what that says of the work.
    public func call(
        _ method: String,
        of member: String,
        body: [UInt8] = [],
        timeout: Duration = .seconds(10),
        replyLimit: Int = 1 << 20
    ) async throws(CallError) -> [UInt8] {
        let order = CallOrder(member, method, body: body, timeout: timeout)
        var call: WholeCall?
        let result: Result<[UInt8], CallError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            call = WholeCall.make(order, replyLimit: replyLimit, by: self.call) { outcome in
                answer.give(outcome.result(of: member, replyLimit: replyLimit))
            }
        }
        call?.cancel()
        return try result.get()
    }

    /// Calls a method of a member with a body, a reply, or both, of any length.
    ///
    /// The two closures run at the same time, each as fast as the other side reads or writes. When
    /// `reply` returns, the call is over: what `body` has not written by then is not written. When
    /// either throws, or the task is cancelled, the call is given up, and the member is told.
    ///
    /// ```swift
    /// let total = try await node.call("total", of: "web2", timeout: .seconds(60)) { writer in
    ///     for piece in pieces { try await writer.write(piece) }
    /// } reply: { body in
    ///     try await body.collect(upTo: 1_024)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - method: 1 to 255 bytes of UTF-8.
    ///   - member: the member's name.
    ///   - timeout: how long all of it may take; `nil`: as long as it takes.
    ///   - isolation: where `reply` runs: where the caller does.
    ///   - body: writes the body, in a task of its own.
    ///   - reply: reads the reply, once that has begun.
    /// - Returns: what `reply` made of it.
    /// - Throws: a ``CallError``, or what one of the closures threw.
    public func call<Value>(
        _ method: String,
        of member: String,
        timeout: Duration?,
        isolation: isolated (any Actor)? = #isolation,
        body: @escaping @Sendable (CallBodyWriter) async throws -> Void,
        reply: (CallBody) async throws -> Value
    ) async throws -> Value {
        guard !Task.isCancelled else { throw CallError.cancelled }
        let order = CallOrder(member, method, body: [], isStreamed: true, timeout: timeout)
        let made = beginCall(order)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await made.write(body) }
            defer {
                made.giveUp()
                group.cancelAll()
            }
            do {
                try await made.inlet.opened()
                return try await reply(CallBody(inlet: made.inlet))
            } catch {
                throw made.reason(error)
            }
        }
    }

    private func beginCall(_ order: CallOrder) -> MadeCall {
        let (id, exchange) = nextCall()
        let made = MadeCall(exchange, to: order.member)
        begin(id, order) { made.hear($0) }
        return made
    }

    /// Answers calls of a method with what `handler` returns, from now on.
    ///
    /// Each call has a task of its own, at most 1,024 at one time; further callers are told
    /// ``CallError/busy``. It is cancelled when the caller has gone or its time is over. What the
    /// handler leaves unread of the body is not sent. Serving a method again replaces its handler;
    /// one that throws ``CallError/unknownMethod`` is as good as none.
    ///
    /// ```swift
    /// try node.serve("upper") { request in
    ///     let text = try await request.body.collect(upTo: 1 << 20)
    ///     return Array(String(decoding: text, as: UTF8.self).uppercased().utf8)
    /// }
    /// ```
    ///
    /// Serve before you join, so that nobody who calls is told that there is no such method.
    ///
    /// - Parameters:
    ///   - method: 1 to 255 bytes of UTF-8.
    ///   - handler: returns the reply, of any length; what it throws, ``CallError`` says how, the
    ///     caller is told.
    /// - Throws: why the method cannot be served; nothing has changed then.
    public func serve(
        _ method: String,
        _ handler: @escaping @Sendable (CallRequest) async throws -> [UInt8]
    ) throws(ServeError) {
        try serve(method) { (request, outlet: BodyOutlet) in
            outlet.reply(try await handler(request))
        }
    }

    /// Answers calls of a method with what `handler` writes, from now on.
    ///
    /// The same, for replies that are written while they are made: ``CallBodyWriter/write(_:)``
    /// waits for the caller to read. What the handler throws after it has begun to write ends the
    /// call without an end of the reply, which the caller sees as ``CallError/lost``.
    ///
    /// ```swift
    /// try node.serve("upper") { request, reply in
    ///     for try await piece in request.body { try await reply.write(upper(piece)) }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - method: 1 to 255 bytes of UTF-8.
    ///   - handler: writes the reply, which is whole when it returns.
    /// - Throws: why the method cannot be served; nothing has changed then.
    public func serve(
        _ method: String,
        _ handler: @escaping @Sendable (CallRequest, CallBodyWriter) async throws -> Void
    ) throws(ServeError) {
        try serve(method) { (request, outlet: BodyOutlet) in
            try await handler(request, CallBodyWriter(outlet: outlet))
        }
    }

    private func serve(
        _ method: String,
        _ handler: @escaping HandledCall.Handler
    ) throws(ServeError) {
        let failed = logOfHandlers(of: method)
        try methods.serve(method) { [methods] call in
            HandledCall.take(call, of: methods, handler, failed: failed)
        }
    }
}

extension WholeCall.Outcome {
    fileprivate func result(
        of member: String,
        replyLimit: Int
    ) -> Result<[UInt8], CallError> {
        switch self {
        case .replied(let status, let body):
            CallError(status, body).map { .failure($0) } ?? .success(body)
        case .ended(let failure): .failure(CallError(failure, member: member))
        case .replyTooLarge: .failure(.tooLarge(limit: replyLimit))
        }
    }
}
