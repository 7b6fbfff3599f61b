// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Reactor

/// One connection to the upstream: the machine, its socket, and the exchange that it carries.
final class UpstreamConnection: ReadinessHandler, DeadlineHandler {
    private let socket: StreamSocket
    /// Which forgets the connection when it closes, and so ends the circle.
    private let upstream: UpstreamLoop
    private var machine: ClientConnection
    private var exchange: LiveExchange?
    /// Which of the upstream's addresses it goes to.
    let addressIndex: Int
    private var isConnecting = true
    private let connectDeadline: Instant
    /// Whether a response has come over it before.
    private var hasServed = false
    /// What the loop watches it for; `nil` when it does not.
    private var watched: Interest?
    private var timer: (id: TimerID, instant: Instant)?
    private var settlesSoon = false
    private var isClosed = false

    /// From so many bytes of content on, they are read straight into the array that is handed on.
    private static let leastPiece = 16 * 1024
    /// Bytes that go out in one turn, so that others have theirs.
    private static let bytesPerTurn = 1024 * 1024

    /// Begins with a socket that is being connected for `exchange`.
    init(
        _ socket: consuming StreamSocket,
        addressIndex: Int,
        for exchange: LiveExchange,
        upstream: UpstreamLoop
    ) throws(Errno) {
        self.socket = socket
        self.addressIndex = addressIndex
        self.upstream = upstream
        self.exchange = exchange
        machine = ClientConnection(limits: upstream.settings.limits, at: upstream.loop.now)
        connectDeadline = upstream.loop.now + upstream.settings.connectTime
        try upstream.loop.register(self.socket.number, for: .write, handler: self)
        watched = .write
        exchange.connection = self
        arm()
    }

    private var now: Instant { upstream.loop.now }

    // MARK: The exchange

    /// Sends the request of `exchange`; the connection must be idle.
    func begin(_ exchange: LiveExchange) {
        self.exchange = exchange
        exchange.connection = self
        exchange.isSent = true
        machine.send(exchange.request, at: now)
        let held = exchange.takeHeld()
        for content in held.content { machine.write(content, at: now) }
        if let trailers = held.end { machine.endRequest(trailers: trailers, at: now) }
        settleSoon()
    }

    func write(_ content: [UInt8]) {
        machine.write(content, at: now)
        settleSoon()
    }

    func endRequest(_ trailers: HeaderFields) {
        machine.endRequest(trailers: trailers, at: now)
        settleSoon()
    }

    /// Does what is to be done once, at the end of the turn.
    func settleSoon() {
        guard !settlesSoon else { return }
        settlesSoon = true
        upstream.loop.atEndOfTurn { [self] in
            settlesSoon = false
            settle()
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        exchange = nil
        if let timer { upstream.loop.cancel(timer.id) }
        timer = nil
        if watched != nil { upstream.loop.deregister(socket.number) }
        watched = nil
        upstream.closed(self)
    }

    // MARK: The socket

    func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        let hasHungUp = readiness.contains(.hangUp)
        if isConnecting {
            guard !hasHungUp else { return connectFailed() }
            isConnecting = false
            guard let exchange else { return close() }
            upstream.connected(self)
            begin(exchange)
            return
        }
        if watched?.contains(.read) == true, readiness.contains(.read) || hasHungUp {
            read()
        } else if hasHungUp, watched?.contains(.write) != true {
            // Nobody wants to read now what may still be there, and epoll would say so for ever.
            upstream.loop.deregister(socket.number)
            watched = nil
        }
        settle()
    }

    private func connectFailed() {
        var words = "the connection was not made"
        do throws(Errno) {
            _ = try socket.read(into: upstream.buffer)
        } catch {
            words = error.description
        }
        giveUpConnecting(.unreachable(words))
    }

    private func giveUpConnecting(_ error: UpstreamError) {
        let exchange = exchange
        close()
        if let exchange { upstream.notConnected(exchange, error) }
    }

    private func read() {
        let ahead = machine.contentAhead
        do throws(Errno) {
            if ahead >= Self.leastPiece {
                try readContent(min(ahead, upstream.settings.largestPiece))
            } else {
                switch try socket.read(into: upstream.buffer) {
                case .wouldBlock: break
                case .bytes(0): machine.receiveEnd()
                case .bytes(let count):
                    machine.receive(.init(rebasing: upstream.buffer[..<count]), at: now)
                }
            }
        } catch {
            machine.receiveBreak()
        }
    }

    /// Reads what is nothing but content into the array that is handed on.
    private func readContent(_ most: Int) throws(Errno) {
        var outcome: Result<Transfer, Errno> = .success(.wouldBlock)
        let content = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            do throws(Errno) {
                let transfer = try socket.read(into: UnsafeMutableRawBufferPointer(buffer))
                outcome = .success(transfer)
                if case .bytes(let read) = transfer { count = read }
            } catch {
                outcome = .failure(error)
            }
        }
        switch try outcome.get() {
        case .wouldBlock: break
        case .bytes(0): machine.receiveEnd()
        case .bytes(let count):
            machine.passed(count, at: now)
            // What is small does not keep the room of what is large; a copy of a slice might.
            let isLarge = count >= most / 2
            exchange?.tell(.body(isLarge ? content : content.withUnsafeBytes { [UInt8]($0) }))
        }
    }

    private func flush() {
        var budget = Self.bytesPerTurn
        while machine.unsentCount > 0, budget > 0 {
            let outcome = machine.withUnsent { first, second -> Result<Transfer, Errno> in
                do throws(Errno) {
                    return .success(try socket.write(first, second))
                } catch {
                    return .failure(error)
                }
            }
            switch outcome {
            case .success(.bytes(let count)):
                machine.sent(count, at: now)
                budget -= count
            case .success(.wouldBlock): budget = 0
            case .failure: machine.cannotWrite(at: now)
            }
        }
        let went = machine.takeWentContent()
        if went > 0 { exchange?.tell(.taken(went)) }
    }

    // MARK: The turn

    private func settle() {
        guard !isClosed, !isConnecting else { return }
        flush()
        drain()
        exchange?.deliver()
        guard !isClosed else { return }
        guard machine.demand.ending == .none else { return close() }
        watch()
        arm()
    }

    private var isHeldBack: Bool {
        guard let exchange else { return false }
        return exchange.unconsumed >= upstream.settings.window
    }

    private func drain() {
        while !isClosed {
            machine.holdBack(isHeldBack, at: now)
            guard !isHeldBack, let event = machine.next(at: now) else { return }
            handle(event)
        }
    }

    private func handle(_ event: ClientEvent) {
        guard let exchange else { return }
        switch event {
        case .interim(let head): exchange.tell(.interim(head.status, head.fields))
        case .head(let head):
            exchange.tell(.head(head.status, head.fields, length: head.length))
        case .body(let content): exchange.tell(.body(content))
        case .end(let trailers):
            hasServed = true
            self.exchange = nil
            upstream.complete(exchange, trailers)
            if machine.isIdle { upstream.release(self) } else { close() }
        case .failed(let failure):
            let isStale = failure == .closed && hasServed && !machine.hasReceived
            close()
            if isStale, exchange.mayRetry {
                upstream.retry(exchange)
            } else {
                upstream.fail(exchange, UpstreamError(failure))
            }
        }
    }

    private func watch() {
        let demand = machine.demand
        var wanted: Interest = []
        if demand.reads { wanted.insert(.read) }
        if demand.writes { wanted.insert(.write) }
        guard wanted != watched else { return }
        do throws(Errno) {
            if watched != nil {
                try upstream.loop.modify(socket.number, for: wanted)
            } else {
                guard !wanted.isEmpty else { return }
                try upstream.loop.register(socket.number, for: wanted, handler: self)
            }
            watched = wanted
        } catch {
            // The system has no room to watch it, and nobody would be told how it goes on.
            let exchange = exchange
            close()
            if let exchange { upstream.fail(exchange, .unreachable(error.description)) }
        }
    }

    // MARK: Time

    /// Keeps one timer that is never late; one that turns out to be early is set again.
    private func arm() {
        guard let next = isConnecting ? connectDeadline : machine.nextDeadline else { return }
        if let timer {
            guard next < timer.instant else { return }
            upstream.loop.cancel(timer.id)
        }
        timer = (upstream.loop.schedule(at: next, for: self), next)
    }

    func deadlineHasCome() {
        timer = nil
        guard !isClosed else { return }
        if isConnecting {
            guard connectDeadline > now else { return giveUpConnecting(.connectTimeout) }
            return arm()
        }
        machine.advance(to: now)
        settle()
    }
}
