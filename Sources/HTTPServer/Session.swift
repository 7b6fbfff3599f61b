// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Logging
import Reactor

/// One connection on its loop: the machine, its socket, and the answer it waits for.
final class Session: ReadinessHandler, DeadlineHandler {
    let id: SessionID
    /// Whether it was accepted only to be told that it is not served.
    let isTurnedAway: Bool
    let socket: StreamSocket
    /// Which forgets the session when it closes, and so ends the circle.
    let server: ServerLoop
    var connection: ServerConnection
    private var isReading = true
    private var isWriting = false
    private(set) var exchange: UInt64 = 0
    /// Of the request whose body is to come.
    private var dispatch: Dispatch?
    private var pending: Pending?
    var stream: OpenStream?
    var passage: OpenPassage?
    /// It is among those that the loop is going to look at.
    var isInRound = false
    private var timer: (id: TimerID, instant: Instant)?
    private var hasShutDown = false
    /// The last read may have left something with the system.
    private var mayHaveLeft = false
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
        connection = ServerConnection(limits: server.limits, at: server.loop.now)
        try server.loop.register(self.socket.number, for: [.read, .onChange], handler: self)
    }

    var address: SocketAddress { socket.peer }

    /// The first steps of a new connection; `refusal` says why it is not served.
    func begin(_ refusal: ServerProblem?) {
        if let refusal {
            connection.turnAway(at: now)
            let note = RequestNote(id: server.requestIDs.next())
            pump(respond(server.router.problem(refusal), note))
        }
        settle()
    }

    func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        // By raw values: the set's own algebra is generic and slow across targets.
        let canRead = readiness.rawValue & Readiness.read.rawValue != 0
        let hasEnded = readiness.rawValue & Readiness.ended.rawValue != 0
        let hasHungUp = readiness.rawValue & Readiness.hangUp.rawValue != 0
        if isReading, canRead || hasEnded || hasHungUp {
            read(untilEnd: hasEnded || hasHungUp)
        } else if hasHungUp {
            // Both directions are gone, and epoll would say so for ever.
            close()
        } else {
            connection.borrow(from: &server.buffers)
            pump(.wait)
        }
        settle()
    }

    // MARK: What others do to it

    /// Answers the exchange of that number, unless that has been done.
    func complete(_ number: UInt64, _ response: () -> Response) {
        guard let pending, pending.topic == nil, number == exchange else { return }
        answer(pending, with: response())
    }

    /// Asks a parked request whether it can be answered now.
    func checkParked(last: Bool) {
        guard let pending, case .parked(_, let check) = pending.kind else { return }
        if let response = check(last) {
            answer(pending, with: response)
        } else if last {
            answer(pending, with: server.router.problem(.overloaded))
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
        count(connection.endTurn(&server.buffers))
        countDeparture(pending?.note)
        forgetPassage()
        forgetPending(hasGone: true)
        forgetStream()
        if let timer { server.loop.cancel(timer.id) }
        timer = nil
        server.loop.deregister(socket.number)
        server.remove(self)
    }

    // MARK: Bytes

    var now: Instant { server.loop.now }

    /// One read a turn, so that a busy peer does not keep the others waiting.
    ///
    /// The loop tells of what has come once, so one that may have left something asks to be told
    /// again: when the buffer was too small, or the end is near (`untilEnd`).
    private func read(untilEnd: Bool) {
        let buffer = server.readBuffer
        do throws(Errno) {
            switch try socket.read(into: buffer) {
            case .wouldBlock:
                connection.borrow(from: &server.buffers)
                pump(.wait)
            case .bytes(0):
                // Who sends no more while others work for it has gone, as far as anybody knows:
                // they must not work on for nobody.
                guard passage == nil, pending?.whenGone == nil else { return close() }
                connection.borrow(from: &server.buffers)
                pump(connection.receiveEnd(at: now))
            case .bytes(let count):
                server.requestCounter.received(count)
                mayHaveLeft = untilEnd || count == buffer.count
                receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        } catch {
            close()
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let known = server.recentHead(of: bytes) else {
            connection.borrow(from: &server.buffers)
            return pump(connection.receive(bytes, at: now))
        }
        let effect = connection.receive(
            bytes,
            beginningWith: known.head,
            lending: &server.buffers,
            at: now
        )
        pump(effect, known)
    }

    /// Answers what can be answered, then writes it all at once; and again, when that made room.
    ///
    /// `known` is where the first head leads, when it came a moment ago.
    func pump(_ first: consuming ServerEffect, _ known: Dispatch? = nil) {
        var effect = first
        var turn = StreamTurn()
        while !isClosed {
            answer(consume effect, known)
            if stream != nil { fill(&turn) }
            if passage != nil { answer(handOn(), nil) }
            switch connection.write(at: now, { write($0, $1) }) {
            case .nothing: return
            case .all(let next): effect = next
            // The loop will say when the system's buffer is not full any more.
            case .full: return tellTaken()
            case .failed: return close()
            }
            if passage != nil { tellTaken() }
        }
    }

    /// Says how many bytes the system has taken; `nil` when the socket is broken.
    private func write(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer
    ) -> Int? {
        switch try? socket.write(first, second) {
        case .bytes(let count):
            server.requestCounter.sent(count)
            return count
        case .wouldBlock:
            return 0
        case nil:
            return nil
        }
    }

    /// Brings the socket, the loop and the timer in line with what the machine wants.
    func settle() {
        guard !isClosed else { return }
        let state = connection.endTurn(&server.buffers)
        count(state)
        if state.demand.ending == .both { return close() }
        do throws(Errno) {
            if state.demand.ending == .sending, !hasShutDown {
                hasShutDown = true
                try socket.shutdownWriting()
            }
            try watch(state.demand)
        } catch {
            return close()
        }
        arm(state.deadline)
    }

    private func watch(_ demand: SocketDemand) throws(Errno) {
        guard demand.reads != isReading || demand.writes != isWriting || mayHaveLeft else { return }
        isReading = demand.reads
        isWriting = demand.writes
        mayHaveLeft = false
        var interest: Interest = []
        if isReading { interest.insert(.read) }
        // What can be written is told as long as it is so.
        interest.insert(isWriting ? .write : .onChange)
        try server.loop.modify(socket.number, for: interest)
    }

    // MARK: Requests

    /// Does what the machine asks for until it asks for nothing or an answer has to wait.
    private func answer(_ first: consuming ServerEffect, _ known: Dispatch?) {
        var effect = first
        while true {
            switch consume effect {
            case .wait:
                return
            case .decide(let head):
                effect = decide(dispatch(head, known))
            case .answer(let head, let body):
                guard let next = handle(dispatch(head, known), body) else { return }
                effect = next
            case .refuse(let fault):
                effect = refuse(fault)
            }
        }
    }

    private func dispatch(_ head: RequestHead, _ known: Dispatch?) -> Dispatch {
        let decided = self.dispatch
        if decided != nil { self.dispatch = nil }
        if let known, known.head === head { return known }
        if let decided, decided.head === head { return decided }
        return server.dispatch(head)
    }

    /// Whether a body is read depends on what its head asks for.
    private func decide(_ dispatch: Dispatch) -> ServerEffect {
        switch dispatch.step {
        case .respond(let response):
            return respond(response, begin(dispatch))
        case .run:
            self.dispatch = dispatch
            return connection.proceed(at: now)
        case .pass(let handler):
            connection.proceedInPieces(at: now)
            return pass(dispatch, to: handler, begin(dispatch))
        }
    }

    private func pass(
        _ dispatch: Dispatch,
        to handler: PassageHandler,
        _ note: RequestNote
    ) -> ServerEffect {
        let request = Request(dispatch, body: [], id: note.id, from: socket.peer)
        let passage = Passage(remote: server.loop.remote, session: id, exchange: exchange)
        return begin(handler(request, passage), note)
    }

    /// - Returns: `nil` when the answer comes later.
    private func handle(_ dispatch: Dispatch, _ body: [UInt8]) -> ServerEffect? {
        let note = begin(dispatch)
        switch dispatch.step {
        case .respond(let response):
            return respond(response, note)
        case .run(let handler):
            let request = Request(dispatch, body: body, id: note.id, from: socket.peer)
            let responder = Responder(
                remote: server.loop.remote,
                session: id,
                exchange: exchange
            )
            return follow(handler(request, responder), note)
        case .pass(let handler):
            return pass(dispatch, to: handler, note)
        }
    }

    private func begin(_ dispatch: Dispatch) -> RequestNote {
        exchange += 1
        server.counters.requests.increment()
        return RequestNote(
            id: dispatch.requestID ?? server.requestIDs.next(),
            log: server.logsRequests ? RequestLog(dispatch.head) : nil,
            measured: server.requestCounter.begin(dispatch.route, dispatch.head.method, at: now)
        )
    }

    /// - Returns: `nil` when the answer comes later.
    private func follow(_ reply: consuming Reply, _ note: RequestNote) -> ServerEffect? {
        switch consume reply {
        case .now(let response):
            return respond(response, note)
        case .later(let deadline, let whenGone, let onDeadline):
            wait(.later(whenGone: whenGone, onDeadline: onDeadline), for: deadline, note)
            return nil
        case .parked(let topic, let deadline, let check):
            // Counted before the first look: what changes after that look will wake it.
            wait(.parked(on: topic, check: check), for: deadline, note)
            guard let response = check(false) else { return nil }
            forgetPending()
            return respond(response, note)
        case .stream(let head, let stream):
            return begin(stream, with: head, note)
        }
    }

    private func wait(_ kind: Pending.Kind, for deadline: Duration, _ note: RequestNote) {
        let longest = server.context.settings.longestReply
        pending = Pending(kind, until: now + min(deadline, longest), note)
        if let topic = pending?.topic { server.parked(self, on: topic) }
    }

    private func refuse(_ fault: HTTPFault) -> ServerEffect {
        forgetPassage()
        exchange += 1
        dispatch = nil
        server.counters.add(fault)
        server.context.logger.debug(
            "refused what is no request",
            metadata: ["peer": "\(socket.peer.peerName)", "reason": "\(fault.reason)"]
        )
        let note = RequestNote(
            id: server.requestIDs.next(),
            measured: server.requestCounter.begin(Router.malformed, nil, at: now)
        )
        return respond(server.router.problem(ServerProblem(fault)), note)
    }

    private func answer(_ pending: Pending, with response: Response) {
        forgetPending()
        connection.borrow(from: &server.buffers)
        pump(respond(response, pending.note))
        settle()
    }

    private func forgetPending(hasGone: Bool = false) {
        if let topic = pending?.topic { server.unparked(self, from: topic) }
        if hasGone { pending?.whenGone?() }
        pending = nil
    }

    // MARK: Time

    /// Keeps one timer that is never late; one that turns out to be early is set again, which
    /// spares a timer for each request.
    private func arm(_ deadline: Instant?) {
        var next = deadline
        if let deadline = pending?.deadline { next = min(next ?? deadline, deadline) }
        if let deadline = passage?.deadline { next = min(next ?? deadline, deadline) }
        guard let next else { return }
        if let timer {
            guard next < timer.instant else { return }
            server.loop.cancel(timer.id)
        }
        timer = (server.loop.schedule(at: next, for: self), next)
    }

    func deadlineHasCome() {
        timer = nil
        guard !isClosed else { return }
        connection.borrow(from: &server.buffers)
        pump(connection.advance(to: now))
        if !isClosed, let pending, pending.deadline <= now {
            switch pending.kind {
            case .later(_, let onDeadline): answer(pending, with: onDeadline())
            case .parked: checkParked(last: true)
            }
        }
        checkPassage()
        settle()
    }
}
