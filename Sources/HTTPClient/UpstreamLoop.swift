// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Reactor

/// All that the upstream's thread has: connections, exchanges, and who waits.
final class UpstreamLoop {
    let loop: EventLoop
    let settings: UpstreamSettings
    /// What is read lands here first, unless it is content alone.
    let buffer: UnsafeMutableRawBufferPointer
    private let resolver: UpstreamResolver?
    private let board: UpstreamBoard
    private var addresses: [SocketAddress] = []
    /// The address that answered last.
    private var preferred = 0
    private var isLookingUp = false
    private var exchanges: [UInt64: LiveExchange] = [:]
    private var idle: [UpstreamConnection] = []
    private var waiting: [LiveExchange] = []
    private var servesSoon = false
    private var waitingTimer: TimerID?
    private var isStopped = false
    private var numbers = UpstreamStatistics()
    private var showsSoon = false

    private static let bufferBytes = 128 * 1024

    init(
        _ loop: EventLoop,
        settings: UpstreamSettings,
        resolver: UpstreamResolver?,
        board: UpstreamBoard
    ) {
        self.loop = loop
        self.settings = settings
        self.resolver = resolver
        self.board = board
        buffer = .allocate(byteCount: Self.bufferBytes, alignment: 16)
    }

    deinit { buffer.deallocate() }

    func begin() {
        if let address = settings.address.literal {
            addresses = [address]
        } else {
            lookUp()
        }
    }

    // MARK: Exchanges

    func start(
        _ id: UInt64,
        _ request: ClientRequest,
        _ listener: @escaping UpstreamClient.Listener
    ) {
        var request = request
        if !request.fields.contains("Host") {
            request.fields.append("Host", settings.address.authority)
        }
        let exchange = LiveExchange(id, request, upstream: self, listener: listener)
        exchanges[id] = exchange
        count { $0.requests += 1 }
        guard !isStopped else { return fail(exchange, .stopped) }
        guard request.isValid else { return fail(exchange, .invalidRequest) }
        place(exchange)
    }

    func perform(_ id: UInt64, _ action: (LiveExchange) -> Void) {
        if let exchange = exchanges[id] { action(exchange) }
    }

    /// The response of `exchange` is whole.
    func complete(_ exchange: LiveExchange, _ trailers: HeaderFields) {
        exchange.tell(.end(trailers: trailers))
        exchange.connection = nil
        remove(exchange)
        count { $0.completed += 1 }
        exchange.deliver()
    }

    func fail(_ exchange: LiveExchange, _ error: UpstreamError) {
        exchange.tell(.failed(error))
        remove(exchange)
        count {
            $0.failed += 1
            if error == .overloaded { $0.overloaded += 1 }
        }
        exchange.deliver()
    }

    /// Forgets `exchange`, and closes the connection that carries it.
    func remove(_ exchange: LiveExchange) {
        guard exchanges.removeValue(forKey: exchange.id) != nil else { return }
        let connection = exchange.connection
        exchange.end()
        connection?.close()
        guard !waiting.isEmpty else { return }
        waiting.removeAll { $0 === exchange }
        count { $0.waiting = waiting.count }
    }

    /// Sends `exchange` again, over a new connection: others that wait may be closed as well.
    func retry(_ exchange: LiveExchange) {
        exchange.isRetried = true
        exchange.isSent = false
        exchange.connection = nil
        count { $0.retried += 1 }
        connect(exchange)
    }

    // MARK: Connections

    private func place(_ exchange: LiveExchange) {
        if let connection = idle.popLast() {
            count { $0.idle = idle.count }
            connection.begin(exchange)
        } else if addresses.isEmpty {
            wait(exchange)
            lookUp()
        } else if numbers.open < settings.connections {
            connect(exchange)
        } else {
            wait(exchange)
        }
    }

    private func connect(_ exchange: LiveExchange, after last: UpstreamError? = nil) {
        var last = last
        while exchange.attempts < addresses.count {
            let index = (preferred + exchange.attempts) % addresses.count
            exchange.attempts += 1
            count { $0.connects += 1 }
            do throws(Errno) {
                let socket = try StreamSocket.connecting(to: addresses[index])
                _ = try UpstreamConnection(
                    socket,
                    addressIndex: index,
                    for: exchange,
                    upstream: self
                )
                count { $0.open += 1 }
                return
            } catch {
                count { $0.connectFailures += 1 }
                last = .unreachable(error.description)
            }
        }
        // The name may have got other addresses meanwhile.
        if resolver != nil { lookUp() }
        fail(exchange, last ?? .unreachable("it has no address"))
    }

    func connected(_ connection: UpstreamConnection) { preferred = connection.addressIndex }

    func notConnected(_ exchange: LiveExchange, _ error: UpstreamError) {
        count { $0.connectFailures += 1 }
        exchange.connection = nil
        connect(exchange, after: error)
    }

    /// `connection` has served and may serve again.
    func release(_ connection: UpstreamConnection) {
        guard waiting.isEmpty else {
            let exchange = waiting.removeFirst()
            count { $0.waiting = waiting.count }
            return connection.begin(exchange)
        }
        idle.append(connection)
        count { $0.idle = idle.count }
    }

    func closed(_ connection: UpstreamConnection) {
        idle.removeAll { $0 === connection }
        count {
            $0.open -= 1
            $0.idle = idle.count
        }
        if !waiting.isEmpty { serveSoon() }
    }

    // MARK: Those who wait

    private func wait(_ exchange: LiveExchange) {
        guard waiting.count < settings.waiting else { return fail(exchange, .overloaded) }
        waiting.append(exchange)
        count { $0.waiting = waiting.count }
        setWaitingTimer()
    }

    private func serveSoon() {
        guard !servesSoon else { return }
        servesSoon = true
        loop.atEndOfTurn { [self] in
            servesSoon = false
            serve()
        }
    }

    /// Lets those who waited longest have what there is.
    private func serve() {
        while !waiting.isEmpty, !addresses.isEmpty, numbers.open < settings.connections {
            let exchange = waiting.removeFirst()
            count { $0.waiting = waiting.count }
            connect(exchange)
        }
    }

    private func setWaitingTimer() {
        guard waitingTimer == nil, let first = waiting.first else { return }
        waitingTimer = loop.schedule(at: first.deadline) { [weak self] in
            guard let self else { return }
            self.waitingTimer = nil
            while let first = self.waiting.first, first.deadline <= self.loop.now {
                let isNameless = self.addresses.isEmpty
                self.fail(first, isNameless ? .unreachable("its name is unknown") : .overloaded)
            }
            self.setWaitingTimer()
        }
    }

    // MARK: The name

    private func lookUp() {
        guard let resolver, !isLookingUp,
            case .tcp(let host, let port) = settings.address
        else { return }
        isLookingUp = true
        let remote = loop.remote
        resolver.resolve(host, port: port) { result in
            remote.post { loop in (loop.resident as? UpstreamLoop)?.found(result) }
        }
    }

    private func found(_ result: Result<[SocketAddress], HostLookup.Failure>) {
        isLookingUp = false
        switch result {
        case .success(let found):
            addresses = found
            preferred = 0
            serve()
        case .failure(let failure):
            // Addresses of before may still be right.
            guard addresses.isEmpty else { return }
            for exchange in waiting { fail(exchange, .unreachable(failure.description)) }
        }
    }

    // MARK: The end, and numbers

    func stop() {
        guard !isStopped else { return }
        isStopped = true
        for exchange in Array(exchanges.values) { fail(exchange, .stopped) }
        for connection in idle { connection.close() }
        resolver?.stop()
        loop.stop()
    }

    private func count(_ change: (inout UpstreamStatistics) -> Void) {
        change(&numbers)
        guard !showsSoon else { return }
        showsSoon = true
        loop.atEndOfTurn { [self] in
            showsSoon = false
            board.show(numbers)
        }
    }
}
