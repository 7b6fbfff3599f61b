// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Logging
import Reactor

/// All that one thread serves: its listener and its connections.
final class ServerLoop {
    let loop: EventLoop
    let context: ServerContext
    let counters: ServerCounters
    let readBuffer: UnsafeMutableRawBufferPointer
    /// What a stream's source writes into, used again for each piece.
    var content: [UInt8] = []
    var buffers = ConnectionBuffers()
    let requestIDs: RequestIDGenerator
    let requestCounter: RequestCounter
    /// What new connections may ask for.
    private(set) var limits: SharedLimits
    /// Connections that all loops may have together.
    private var connections: Int
    private var recentHeads = RecentHeads()
    private let admissionVersion: @Sendable () -> UInt64
    private var levelSeen: Instant?
    private var isDebugging = false

    let handle: LoopHandle
    var listeners = Listeners()
    var round = Round()
    var isRoundScheduled = false
    /// The topics, by their index, that the next round is for.
    var woken = [Bool](repeating: false, count: Topic.count)
    var isHeartbeatDue = false
    var isHeartbeatSet = false
    private var listener: Listener?
    private var sessions: [SessionID: Session] = [:]
    private var turnedAway = 0
    private var lastSession: UInt64 = 0
    private let clock = DateClock()
    private var quietUntil: Instant?
    private var isEnding = false
    private var hasEnded = false

    /// Connections beyond the cap that are told so at one time; any more are just closed.
    private static let turnedAwayLimit = 256
    /// Bytes taken from a socket in one turn.
    private static let readBytes = 64 * 1024

    init(_ loop: EventLoop, context: ServerContext, handle: LoopHandle) {
        self.loop = loop
        self.context = context
        self.handle = handle
        counters = context.counters
        admissionVersion = context.router.admissionVersion
        requestCounter = RequestCounter(routes: context.router.routeNames.count)
        limits = context.limits
        connections = context.settings.connections
        var random = SystemRandomNumberGenerator()
        requestIDs = RequestIDGenerator(seed: random.next())
        readBuffer = .allocate(byteCount: Self.readBytes, alignment: 16)
    }

    deinit { readBuffer.deallocate() }

    var router: Router { context.router }

    /// Where a head leads that is not among the recent ones.
    func dispatch(_ head: RequestHead) -> Dispatch {
        // Read before the head is judged: if the rules change meanwhile, it is judged again.
        let version = admissionVersion()
        let dispatch = Dispatch(head, router: router)
        recentHeads.keep(dispatch, admissionVersion: version)
        return dispatch
    }

    /// What `bytes` begin with, if it came a moment ago.
    func recentHead(of bytes: UnsafeRawBufferPointer) -> Dispatch? {
        recentHeads.first(of: bytes, admissionVersion: admissionVersion())
    }

    /// Whether somebody wants to see a line for each request; looked up once a turn.
    var logsRequests: Bool {
        if levelSeen != loop.now {
            levelSeen = loop.now
            isDebugging = context.logger.logLevel <= .debug
        }
        return isDebugging
    }

    var date: HTTPDate { clock.date(at: loop.now) }

    func listen(on socket: consuming ListeningSocket) {
        do throws(Errno) {
            listener = try Listener(socket, loop: loop, server: self)
        } catch {
            context.logger.error("cannot accept connections", metadata: ["error": "\(error)"])
        }
    }

    func adopt(_ limits: HTTPLimits, connections: Int) {
        self.limits = SharedLimits(limits)
        self.connections = connections
        // They were read within the limits of before.
        recentHeads = RecentHeads()
    }

    // MARK: Connections

    func accept(_ stream: consuming StreamSocket) {
        counters.accepted.increment()
        let refusal = refusal(of: stream.peer)
        if refusal != nil {
            guard turnedAway < Self.turnedAwayLimit else { return }
        }
        let peer = stream.peer
        if case .unix = stream.peer {} else { stream.setNoDelay() }
        lastSession += 1
        let id = SessionID(number: lastSession)
        do throws(Errno) {
            let session = try Session(id, stream, server: self, isTurnedAway: refusal != nil)
            sessions[id] = session
            if refusal != nil {
                turnedAway += 1
            } else {
                counters.open.increment()
            }
            session.begin(refusal)
        } catch {
            if refusal == nil { context.addresses.release(peer) }
            acceptFailed(error)
        }
    }

    /// Why a new connection is not served; one that is served counts for its address.
    private func refusal(of peer: SocketAddress) -> ServerProblem? {
        if counters.open.count >= connections {
            counters.refused.increment()
            return .overloaded
        }
        guard context.addresses.admit(peer) else {
            counters.refusedForAddress.increment()
            return .tooManyConnections(limit: context.addresses.limit)
        }
        return nil
    }

    /// Descriptors have run out, mostly; said once a minute at most.
    func acceptFailed(_ error: Errno) {
        counters.acceptFailures.increment()
        if let quietUntil, loop.now < quietUntil { return }
        quietUntil = loop.now + .seconds(60)
        context.logger.warning("cannot take a connection", metadata: ["error": "\(error)"])
    }

    func remove(_ session: Session) {
        guard sessions.removeValue(forKey: session.id) != nil else { return }
        if session.isTurnedAway {
            turnedAway -= 1
        } else {
            counters.open.decrement()
            context.addresses.release(session.address)
        }
        if isEnding, sessions.isEmpty { end() }
    }

    // MARK: Answers that come later

    func complete(
        _ id: SessionID,
        _ exchange: UInt64,
        _ response: @Sendable () -> Response
    ) {
        sessions[id]?.complete(exchange, response)
    }

    func perform(_ id: SessionID, _ exchange: UInt64, _ actions: [Passage.Action]) {
        sessions[id]?.perform(exchange, actions)
    }

    // MARK: The end

    /// Stops accepting and lets what is open come to its end by `grace` from now.
    func finish(grace: Duration) {
        guard !isEnding else { return }
        isEnding = true
        listener?.close()
        listener = nil
        for session in sessions.values { session.finish() }
        guard !sessions.isEmpty else { return end() }
        loop.schedule(at: loop.now + grace) { [weak self] in
            guard let self else { return }
            for session in self.sessions.values { session.close() }
        }
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        loop.stop()
        context.ending.loopEnded()
    }
}
