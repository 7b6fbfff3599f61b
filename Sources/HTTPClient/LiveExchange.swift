// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Reactor

/// One request as the upstream's thread knows it, from its order to its end.
final class LiveExchange {
    let id: UInt64
    let request: ClientRequest
    /// Until when it may wait for a connection.
    let deadline: Instant
    private let upstream: UpstreamLoop
    private let listener: UpstreamClient.Listener
    /// The connection that carries it, or is made for it.
    var connection: UpstreamConnection?
    /// Whether its head is on the connection.
    var isSent = false
    /// Addresses that were tried.
    var attempts = 0
    /// Whether it is on its second connection.
    var isRetried = false
    private(set) var isOver = false
    /// Bytes of the response's body that were delivered and not consumed.
    private(set) var unconsumed = 0
    /// Bytes of the request's body that were written and not taken.
    private var untaken = 0
    private var held: [[UInt8]] = []
    private var heldEnd: HeaderFields?
    private var events: [UpstreamEvent] = []

    init(
        _ id: UInt64,
        _ request: ClientRequest,
        upstream: UpstreamLoop,
        listener: @escaping UpstreamClient.Listener
    ) {
        self.id = id
        self.request = request
        self.upstream = upstream
        self.listener = listener
        deadline = upstream.loop.now + upstream.settings.waitingTime
    }

    /// Whether it can be sent again without anybody noticing.
    var mayRetry: Bool { !isRetried && request.isIdempotent && request.hasNoContent }

    // MARK: What its owner does

    func write(_ content: [UInt8]) {
        untaken += content.count
        guard untaken <= UpstreamSettings.writeWindow else {
            return upstream.fail(self, .windowExceeded)
        }
        guard isSent, let connection else {
            held.append(content)
            return
        }
        connection.write(content)
    }

    func finish(_ trailers: HeaderFields) {
        guard isSent, let connection else {
            heldEnd = trailers
            return
        }
        connection.endRequest(trailers)
    }

    func consume(_ count: Int) {
        unconsumed -= min(max(0, count), unconsumed)
        connection?.settleSoon()
    }

    func cancel() {
        events = []
        upstream.remove(self)
    }

    // MARK: What becomes of it

    /// Hands over what was written before there was a connection.
    func takeHeld() -> (content: [[UInt8]], end: HeaderFields?) {
        defer { (held, heldEnd) = ([], nil) }
        return (held, heldEnd)
    }

    func tell(_ event: UpstreamEvent) {
        guard !isOver else { return }
        switch event {
        case .body(let content): unconsumed += content.count
        case .taken(let count): untaken -= count
        default: break
        }
        events.append(event)
    }

    /// Nothing is told any more but what was.
    func end() {
        isOver = true
        connection = nil
        (held, heldEnd) = ([], nil)
    }

    /// Lets the listener hear what there is.
    func deliver() {
        guard !events.isEmpty else { return }
        let events = events
        self.events = []
        listener(events)
    }
}
