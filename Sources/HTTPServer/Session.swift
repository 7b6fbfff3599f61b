// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Logging
import Reactor

/// One connection on its loop: the machine, its socket, and the answer it waits for.
final class Session: ReadinessHandler {
    let id: SessionID
    /// Whether it was accepted only to be told that it is not served.
    let isTurnedAway: Bool
    private let socket: StreamSocket
    unowned let server: ServerLoop
    let counter: RequestCounter
    var connection: ServerConnection
    private var isReading = true
    private var isWriting = false
    private var exchange: UInt64 = 0
    private var requestID: String?
    private var requestLog: RequestLog?
    var measured: RequestCounter.Measured?
    private var dispatch: Dispatch?
    private var pending: Pending?
    var stream: ContentStream?
    /// It is among those that the loop is going to look at.
    var isInRound = false
    private var peerName: String?
    private var timer: (id: TimerID, instant: Instant)?
    private var hasShutDown = false
    var isHeldBack = false
    var isEndCounted = false
    private(set) var isClosed = false

    init(
        _ id: SessionID,
        _ socket: consuming StreamSocket,
        server: ServerLoop,
        isTurnedAway: Bool
    ) throws(Errno) {
        self.id = id
        self.isTurnedAway = isTurnedAway
        self.socket = socket
        self.server = server
        counter = server.requestCounter
        connection = ServerConnection(limits: server.limits, at: server.loop.now)
        try server.loop.register(self.socket.number, for: .read, handler: self)
    }

    var address: SocketAddress { socket.peer }

    /// The first steps of a new connection; `refusal` says why it is not served.
    func begin(_ refusal: ServerProblem?) {
        if let refusal {
            connection.turnAway(at: now)
            pump(respond(server.router.problem(refusal)))
        }
        settle()
    }

    func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        connection.borrow(from: &server.buffers)
        // By raw values: the set's own algebra is generic and slow across targets.
        let canRead = readiness.rawValue & Readiness.read.rawValue != 0
        let hasEnded = readiness.rawValue & Readiness.hangUp.rawValue != 0
        if isReading, canRead || hasEnded {
            read()
        } else if hasEnded {
            // Both directions are gone, and epoll would say so for ever.
            close()
        } else {
            pump(.wait)
        }
        settle()
    }

    // MARK: What others do to it

    /// Answers the exchange of that number, unless that has been done.
    func complete(_ number: UInt64, _ response: () -> Response) {
        guard let pending, pending.topic == nil, number == exchange else { return }
        answerPending(with: response())
    }

    /// Asks a parked request whether it can be answered now.
    func checkParked(last: Bool) {
        guard let pending, case .parked(_, let check) = pending.kind else { return }
        if let response = check(last) {
            answerPending(with: response)
        } else if last {
            answerPending(with: server.router.problem(.overloaded))
        }
    }

    /// Takes no further request.
    func finish() {
        guard !isClosed else { return }
        connection.finish(at: now)
        checkParked(last: true)
        if stream != nil {
            connection.borrow(from: &server.buffers)
            pump(endStream())
        }
        settle()
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        countLimits()
        countDeparture()
        forgetPending()
        forgetStream()
        if let timer { server.loop.cancel(timer.id) }
        timer = nil
        server.loop.deregister(socket.number)
        server.remove(self)
    }

    // MARK: Bytes

    var now: Instant { server.loop.now }

    /// One read a turn, so that a busy peer does not keep the others waiting.
    private func read() {
        do throws(Errno) {
            switch try socket.read(into: server.readBuffer) {
            case .wouldBlock:
                pump(.wait)
            case .bytes(0):
                pump(connection.receiveEnd(at: now))
            case .bytes(let count):
                counter.received(count)
                pump(received(UnsafeRawBufferPointer(rebasing: server.readBuffer[..<count])))
            }
        } catch {
            close()
        }
    }

    private func received(_ bytes: UnsafeRawBufferPointer) -> ServerEffect {
        guard connection.isBetweenRequests, let recent = server.recentHead(of: bytes) else {
            return connection.receive(bytes, at: now)
        }
        dispatch = recent.dispatch
        return connection.receive(bytes, beginningWith: recent.head, at: now)
    }

    /// Answers what can be answered, then writes it all at once; and again, when that made room.
    func pump(_ first: ServerEffect) {
        var effect = first
        var turn = StreamTurn()
        while !isClosed {
            answer(effect)
            if stream != nil { fill(&turn) }
            guard connection.unsentCount > 0 else { return }
            do throws(Errno) {
                switch try writeUnsent().get() {
                case .wouldBlock: return
                case .bytes(let count):
                    counter.sent(count)
                    let isAll = count == connection.unsentCount
                    effect = connection.sent(count, at: now)
                    // The system's buffer is full, and the loop will say when it is not.
                    guard isAll else { return }
                }
            } catch {
                return close()
            }
        }
    }

    private func writeUnsent() -> Result<Transfer, Errno> {
        var result = Result<Transfer, Errno>.success(.wouldBlock)
        connection.withUnsent { first, second in
            do throws(Errno) {
                result = .success(try socket.write(first, second))
            } catch {
                result = .failure(error)
            }
        }
        return result
    }

    /// Brings the socket, the loop and the timer in line with what the machine wants.
    func settle() {
        guard !isClosed else { return }
        countLimits()
        connection.giveBack(to: &server.buffers)
        let demand = connection.demand
        if demand.ending == .both { return close() }
        do throws(Errno) {
            if demand.ending == .sending, !hasShutDown {
                hasShutDown = true
                try socket.shutdownWriting()
            }
            if demand.reads != isReading || demand.writes != isWriting {
                isReading = demand.reads
                isWriting = demand.writes
                var interest: Interest = []
                if isReading { interest.insert(.read) }
                if isWriting { interest.insert(.write) }
                try server.loop.modify(socket.number, for: interest)
            }
        } catch {
            return close()
        }
        arm()
    }

    // MARK: Requests

    /// Does what the machine asks for until it asks for nothing or an answer has to wait.
    private func answer(_ first: ServerEffect) {
        var effect = first
        while true {
            switch effect {
            case .wait:
                return
            case .decide(let head):
                effect = decide(head)
            case .answer(let head, let body):
                guard let next = handle(head, body) else { return }
                effect = next
            case .refuse(let fault):
                effect = refuse(fault)
            }
        }
    }

    /// Whether a body is read depends on what its head asks for.
    private func decide(_ head: RequestHead) -> ServerEffect {
        let dispatch = self.dispatch ?? server.dispatch(head)
        guard case .respond(let response, let route) = dispatch else {
            self.dispatch = dispatch
            return connection.proceed(at: now)
        }
        begin(head, route)
        return respond(response)
    }

    /// - Returns: `nil` when the answer comes later.
    private func handle(_ head: RequestHead, _ body: [UInt8]) -> ServerEffect? {
        let dispatch = self.dispatch ?? server.dispatch(head)
        self.dispatch = nil
        switch dispatch {
        case .respond(let response, let route):
            begin(head, route)
            return respond(response)
        case .run(let handler, let route, let path, let parameters, let query):
            let id = begin(head, route)
            let request = Request(
                method: head.method,
                path: path,
                parameters: parameters,
                query: query,
                fields: head.fields,
                body: body,
                id: id,
                peer: peer
            )
            let responder = Responder(
                remote: server.loop.remote,
                session: self.id,
                exchange: exchange
            )
            return follow(handler(request, responder))
        }
    }

    @discardableResult
    private func begin(_ head: RequestHead, _ route: Int) -> String {
        exchange += 1
        measured = counter.begin(route, head.method, at: now)
        server.counters.requests.increment()
        let id =
            RequestIDGenerator.accepted(head.fields["X-Request-Id"]) ?? server.requestIDs.next()
        requestID = id
        requestLog = RequestLog(head, server.context.logger)
        return id
    }

    /// - Returns: `nil` when the answer comes later.
    private func follow(_ reply: Reply) -> ServerEffect? {
        switch reply {
        case .now(let response):
            return respond(response)
        case .later(let deadline, let onDeadline):
            wait(.later(onDeadline: onDeadline), for: deadline)
            return nil
        case .parked(let topic, let deadline, let check):
            // Counted before the first look: what changes after that look will wake it.
            wait(.parked(on: topic, check: check), for: deadline)
            guard let response = check(false) else { return nil }
            forgetPending()
            return respond(response)
        case .stream(let head, let stream):
            return begin(stream, with: head)
        }
    }

    private func wait(_ kind: Pending.Kind, for deadline: Duration) {
        let longest = server.context.settings.longestReply
        let pending = Pending(kind: kind, deadline: now + min(deadline, longest))
        self.pending = pending
        if let topic = pending.topic { server.parked(self, on: topic) }
    }

    private func refuse(_ fault: HTTPFault) -> ServerEffect {
        exchange += 1
        dispatch = nil
        requestID = server.requestIDs.next()
        server.counters.add(fault)
        measured = counter.begin(Router.malformed, nil, at: now)
        server.context.logger.debug(
            "refused what is no request",
            metadata: ["peer": "\(peer)", "reason": "\(fault.reason)"]
        )
        return respond(server.router.problem(ServerProblem(fault)))
    }

    private func respond(_ response: Response) -> ServerEffect {
        connection.respond(makeAnswer(response), at: now)
    }

    func makeAnswer(_ response: Response) -> Answer {
        countAnswer(response.status)
        let id = requestID ?? server.requestIDs.next()
        if let requestLog {
            requestLog.write(
                response.status,
                bytes: response.body.count,
                id: id,
                peer: peer,
                to: server.context.logger
            )
            self.requestLog = nil
        }
        requestID = nil
        return Answer(
            response.status,
            fields: response.fields,
            body: response.body,
            requestID: id,
            date: server.date,
            prepared: response.prepared
        )
    }

    private func answerPending(with response: Response) {
        forgetPending()
        connection.borrow(from: &server.buffers)
        pump(respond(response))
        settle()
    }

    private func forgetPending() {
        if let topic = pending?.topic { server.unparked(self, from: topic) }
        pending = nil
    }

    private var peer: String {
        if let peerName { return peerName }
        let name: String =
            if case .unix = socket.peer { "unix" } else { socket.peer.description }
        peerName = name
        return name
    }

    // MARK: Time

    /// Keeps one timer that is never late; one that turns out to be early is set again, which
    /// spares a timer for each request.
    private func arm() {
        var next = connection.nextDeadline
        if let deadline = pending?.deadline { next = min(next ?? deadline, deadline) }
        guard let next else { return }
        if let timer {
            guard next < timer.instant else { return }
            server.loop.cancel(timer.id)
        }
        let id = server.loop.schedule(at: next) { [weak self] in self?.timeHasCome() }
        timer = (id, next)
    }

    private func timeHasCome() {
        timer = nil
        guard !isClosed else { return }
        connection.borrow(from: &server.buffers)
        pump(connection.advance(to: now))
        if !isClosed, let pending, pending.deadline <= now {
            switch pending.kind {
            case .later(let onDeadline): answerPending(with: onDeadline())
            case .parked: checkParked(last: true)
            }
        }
        settle()
    }
}
