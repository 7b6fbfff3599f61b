// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Calls, answers and their bodies (docs/lane-protocol.md §8).
extension Lane {
    /// Calls a method of the peer.
    ///
    /// - Parameters:
    ///   - method: 1 to 255 bytes.
    ///   - body: the body, or its beginning when `isStreamed`; `write` takes what follows.
    ///   - isStreamed: whether more of the body follows.
    ///   - deadline: when the call is given up; `nil`: never.
    ///   - now: the present.
    /// - Returns: by what name its answer will come.
    /// - Throws: when the name or the body is too large, or as much as may be is under way.
    package mutating func call(
        _ method: String,
        body: [UInt8],
        isStreamed: Bool = false,
        deadline: Instant?,
        at now: Instant
    ) throws(LaneSendError) -> LaneExchange {
        let name = Array(method.utf8)
        guard (1...LaneLimits.methodBytes).contains(name.count) else {
            throw .tooLarge(bytes: name.count, limit: LaneLimits.methodBytes)
        }
        try checkInline(body)
        guard ours.count < peerGrants.calls, !isStreamed || sendingBodies < peerGrants.bodies else {
            throw .full
        }
        try makeRoom(frames: 1, bytes: body.count)
        lastOurs += 1
        var payload: [UInt8] = []
        payload.reserveCapacity(5 + name.count + body.count)
        payload.append(bigEndian: Self.budget(until: deadline, at: now))
        payload.append(UInt8(name.count))
        payload += name
        payload += body
        let flags = isStreamed ? LaneFlags.stream : 0
        var state = ExchangeState(deadline: deadline)
        state.frame = outgoing.append(
            OutgoingFrame(.call, of: .ours(lastOurs), flags: flags, payload)
        )
        state.sending.isOpen = isStreamed
        state.sending.limit = UInt64(peerGrants.bodyWindowBytes)
        if isStreamed { sendingBodies += 1 }
        watch(deadline)
        ours[lastOurs] = state
        return .ours(lastOurs)
    }

    /// Milliseconds, at least one; all ones: no end.
    private static func budget(until deadline: Instant?, at now: Instant) -> UInt32 {
        guard let deadline else { return .max }
        let milliseconds = (deadline - now).nanoseconds / 1_000_000
        return UInt32(clamping: min(Int64(UInt32.max) - 1, max(1, milliseconds)))
    }

    /// Answers a call of the peer.
    ///
    /// - Parameters:
    ///   - number: the call's.
    ///   - status: how it went.
    ///   - body: the body, or its beginning when `isStreamed`.
    ///   - isStreamed: whether more of the body follows.
    /// - Throws: when the call is over or answered, or there is no room for the body.
    package mutating func reply(
        to number: UInt64,
        _ status: LaneStatus = .ok,
        body: [UInt8],
        isStreamed: Bool = false
    ) throws(LaneSendError) {
        guard var state = theirs[number], !state.isAnswered else { throw .over }
        try checkInline(body)
        guard !isStreamed || sendingBodies < peerGrants.bodies else { throw .full }
        // Without a body it can always be said: a peer that calls on and acknowledges nothing is
        // cut off.
        if !body.isEmpty { try makeRoom(frames: 1, bytes: body.count) }
        var payload: [UInt8] = []
        payload.reserveCapacity(2 + body.count)
        payload.append(bigEndian: status.rawValue)
        payload += body
        let flags = isStreamed ? LaneFlags.stream : 0
        outgoing.append(OutgoingFrame(.reply, of: .theirs(number), flags: flags, payload))
        state.isAnswered = true
        state.sending.isOpen = isStreamed
        if isStreamed { sendingBodies += 1 }
        store(state, .theirs(number))
    }

    private func checkInline(_ body: [UInt8]) throws(LaneSendError) {
        guard body.count <= LaneLimits.inlineBodyBytes else {
            throw .tooLarge(bytes: body.count, limit: LaneLimits.inlineBodyBytes)
        }
    }

    // MARK: Bodies

    /// Bytes of a body that may be written now: by the peer's credit, and by what is held here.
    package func room(for exchange: LaneExchange) -> Int {
        guard let sending = self[exchange]?.sending, sending.isOpen else { return 0 }
        let credit = Int(clamping: sending.limit - sending.sent)
        let held = settings.queuedBodyBytes - outgoing.bodyBytes
        let queue = settings.queueBytes - outgoing.bytes
        guard outgoing.count + 64 <= settings.queueFrames else { return 0 }
        return max(0, min(credit, held, queue))
    }

    /// Sends more of a body, at most what there is `room` for; after `full`, `writable` says when
    /// there is some.
    package mutating func write(
        _ body: [UInt8],
        to exchange: LaneExchange,
        isLast: Bool
    ) throws(LaneSendError) {
        guard var state = self[exchange], state.sending.isOpen else { throw .over }
        guard isLast || !body.isEmpty else { return }
        guard body.count <= room(for: exchange) else {
            if !state.sending.awaitsRoom {
                state.sending.awaitsRoom = true
                awaitingRoom.append(exchange)
                self[exchange] = state
            }
            throw .full
        }
        var start = 0
        repeat {
            let end = min(body.count, start + LaneLimits.pieceBytes)
            var frame = OutgoingFrame(piece: .body, of: body, at: start..<end)
            frame.exchange = exchange.word
            frame.flags = isLast && end == body.count ? LaneFlags.stream : 0
            outgoing.append(frame)
            start = end
        } while start < body.count
        state.sending.sent += UInt64(body.count)
        if isLast {
            state.sending.isOpen = false
            sendingBodies -= 1
        }
        store(state, exchange)
    }

    /// The application is through with so many bytes of a body that came: as many more may come.
    package mutating func consume(_ bytes: Int, of exchange: LaneExchange) {
        guard var state = self[exchange], state.receiving.isOpen else { return }
        let left = state.receiving.received - state.receiving.consumed
        state.receiving.consumed += min(UInt64(max(0, bytes)), left)
        let window = UInt64(settings.grants.bodyWindowBytes)
        let granted = state.receiving.consumed + window
        if granted - state.receiving.granted >= window / 2 {
            state.receiving.granted = granted
            if !state.receiving.isCreditDue { creditsDue.append(exchange) }
            state.receiving.isCreditDue = true
        }
        self[exchange] = state
    }

    // MARK: Endings

    /// Gives up a call, ours or the peer's, or a body that cannot go on: nothing more is sent for
    /// it, and what still comes is left out.
    package mutating func cancel(_ exchange: LaneExchange, _ status: LaneStatus) {
        guard let state = self[exchange] else { return }
        if case .ours = exchange, !wasWritten(state.frame) {
            // Nobody has heard of it, and nobody is to.
            let word = exchange.word
            outgoing.void { $0.type.isOfExchange && $0.exchange == word }
        } else {
            say(.cancel, of: exchange, status)
        }
        forget(exchange)
    }

    /// No more is wanted of a body that comes; the call goes on.
    package mutating func stop(_ exchange: LaneExchange, _ status: LaneStatus) {
        guard var state = self[exchange], state.receiving.isOpen else { return }
        say(.stop, of: exchange, status)
        state.receiving.isOpen = false
        state.receiving.isStopped = true
        receivingBodies -= 1
        store(state, exchange)
    }

    /// Always possible: at most twice for each call.
    private mutating func say(
        _ type: LaneFrameType,
        of exchange: LaneExchange,
        _ status: LaneStatus
    ) {
        var payload: [UInt8] = []
        payload.append(bigEndian: status.rawValue)
        outgoing.append(OutgoingFrame(type, of: exchange, payload))
    }

    // MARK: Where they are kept

    /// All that are not over, in the order of their numbers.
    var exchanges: [LaneExchange] {
        ours.keys.sorted().map { .ours($0) } + theirs.keys.sorted().map { .theirs($0) }
    }

    subscript(exchange: LaneExchange) -> ExchangeState? {
        get {
            switch exchange {
            case .ours(let number): ours[number]
            case .theirs(let number): theirs[number]
            }
        }
        set {
            switch exchange {
            case .ours(let number): ours[number] = newValue
            case .theirs(let number): theirs[number] = newValue
            }
        }
    }

    /// Keeps what has become of a call, unless it is over.
    mutating func store(_ state: ExchangeState, _ exchange: LaneExchange) {
        self[exchange] = state.isOver ? nil : state
    }

    /// Keeps nothing of a call.
    mutating func forget(_ exchange: LaneExchange) {
        guard let state = self[exchange] else { return }
        if state.sending.isOpen { sendingBodies -= 1 }
        if state.receiving.isOpen { receivingBodies -= 1 }
        self[exchange] = nil
    }

    mutating func watch(_ deadline: Instant?) {
        guard let deadline else { return }
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }
}
