// SPDX-License-Identifier: Apache-2.0

import Determinism

/// What the peer's frames do (docs/lane-protocol.md §6 to §8).
extension Lane {
    /// A numbered frame has come: `content` begins with its number.
    mutating func receive(
        _ type: LaneFrameType,
        _ content: UnsafeRawBufferPointer,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard content.count >= 8 else { throw .frameMalformed(type) }
        let number = UInt64(bigEndian: content.loadUnaligned(as: UInt64.self))
        let isMessage = type == .message || type == .piece
        guard
            try incoming.admit(
                number,
                bytes: content.count + 4,
                isMessage: isMessage,
                grants: settings.grants
            )
        else {
            repeatedFrames += 1
            return
        }
        lastActivity = now
        failures = 0
        let body = UnsafeRawBufferPointer(rebasing: content[8...])
        switch type {
        case .message:
            let message = try incoming.message(
                endingWith: body,
                limit: LaneLimits.messageBytes
            )
            events.append(.message(LaneReceipt(life: incoming.life, number: number), message))
        case .piece: try incoming.take(body, limit: LaneLimits.messageBytes)
        case .void: break
        default: try receive(type, ofExchange: body, at: now, &events)
        }
    }

    /// The peer has accepted everything up to `number`.
    mutating func receive(
        acknowledgement number: UInt64,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        if number >= outgoing.first { failures = 0 }
        if try outgoing.acknowledge(through: number) { events.append(.accepted(through: number)) }
        offerRoom(&events)
    }

    /// The peer lets a body go on up to so many bytes in all.
    mutating func receive(
        credit limit: UInt64,
        for exchange: LaneExchange,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard var state = self[exchange] else { return try checkIsPast(exchange) }
        state.sending.limit = max(state.sending.limit, limit)
        self[exchange] = state
        offerRoom(&events)
    }

    /// Tells those whose bodies wait that there is room, once there is some worth writing into.
    mutating func offerRoom(_ events: inout [LaneEvent]) {
        guard !awaitingRoom.isEmpty else { return }
        var waiting: [LaneExchange] = []
        for exchange in awaitingRoom {
            guard var state = self[exchange], state.sending.awaitsRoom else { continue }
            let credit = Int(clamping: state.sending.limit - state.sending.sent)
            let enough = min(LaneLimits.pieceBytes, max(1, credit))
            guard room(for: exchange) >= enough else {
                waiting.append(exchange)
                continue
            }
            state.sending.awaitsRoom = false
            self[exchange] = state
            events.append(.writable(exchange))
        }
        awaitingRoom = waiting
    }

    // MARK: Frames of calls

    private mutating func receive(
        _ type: LaneFrameType,
        ofExchange content: UnsafeRawBufferPointer,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard content.count >= OutgoingFrame.exchangeBytes else { throw .frameMalformed(type) }
        let word = UInt64(bigEndian: content.loadUnaligned(as: UInt64.self))
        let flags = content[8]
        guard flags & ~LaneFlags.stream == 0 else { throw .frameMalformed(type) }
        let exchange = LaneExchange(received: word)
        let body = UnsafeRawBufferPointer(rebasing: content[OutgoingFrame.exchangeBytes...])
        let isFlagged = flags == LaneFlags.stream
        switch type {
        case .call: try receiveCall(exchange, isStreamed: isFlagged, body, at: now, &events)
        case .reply: try receiveReply(exchange, isStreamed: isFlagged, body, &events)
        case .body: try receiveBody(of: exchange, isLast: isFlagged, body, &events)
        default:
            guard !isFlagged else { throw .frameMalformed(type) }
            let status = try Self.status(in: body, of: type)
            try receiveEnding(type, of: exchange, status, &events)
        }
    }

    private mutating func receiveCall(
        _ exchange: LaneExchange,
        isStreamed: Bool,
        _ content: UnsafeRawBufferPointer,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard case .theirs(let number) = exchange, content.count >= 5 else {
            throw .frameMalformed(.call)
        }
        guard number > lastTheirs else { throw .repeatedCall(number) }
        let end = 5 + Int(content[4])
        guard end > 5, content.count >= end,
            let method = String(validating: content[5..<end], as: UTF8.self)
        else { throw .frameMalformed(.call) }
        // Twice what we hold ourselves: answers that the peer does not acknowledge.
        guard theirs.count < settings.grants.calls, outgoing.count < 2 * settings.queueFrames else {
            throw .tooManyCalls
        }
        lastTheirs = number
        let milliseconds = UInt32(bigEndian: content.loadUnaligned(as: UInt32.self))
        let budget = milliseconds == .max ? nil : Duration.milliseconds(Int64(milliseconds))
        var state = ExchangeState(deadline: budget.map { now + $0 })
        state.sending.limit = UInt64(peerGrants.bodyWindowBytes)
        if isStreamed { try open(&state.receiving) }
        watch(state.deadline)
        theirs[number] = state
        let body = [UInt8](content[end...])
        events.append(
            .call(
                LaneCall(
                    number: number,
                    method: method,
                    body: body,
                    isStreamed: isStreamed,
                    budget: budget
                )
            )
        )
    }

    private mutating func receiveReply(
        _ exchange: LaneExchange,
        isStreamed: Bool,
        _ content: UnsafeRawBufferPointer,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard case .ours(let number) = exchange else { throw .frameMalformed(.reply) }
        let status = try Self.status(in: content, of: .reply)
        guard var state = ours[number] else { return try checkIsPast(exchange) }
        guard !state.isAnswered else { throw .outOfPlace(exchange) }
        state.isAnswered = true
        if isStreamed { try open(&state.receiving) }
        store(state, exchange)
        let body = [UInt8](content[2...])
        events.append(
            .reply(LaneReply(number: number, status: status, body: body, isStreamed: isStreamed))
        )
    }

    private mutating func open(_ receiving: inout ExchangeState.Receiving) throws(LaneFault) {
        guard receivingBodies < settings.grants.bodies else { throw .tooManyBodies }
        receivingBodies += 1
        receiving.isOpen = true
        receiving.granted = UInt64(settings.grants.bodyWindowBytes)
    }

    private mutating func receiveBody(
        of exchange: LaneExchange,
        isLast: Bool,
        _ content: UnsafeRawBufferPointer,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard var state = self[exchange] else { return try checkIsPast(exchange) }
        guard state.receiving.isOpen else {
            guard state.receiving.isStopped else { throw .outOfPlace(exchange) }
            return
        }
        state.receiving.received += UInt64(content.count)
        guard state.receiving.received <= state.receiving.granted else {
            throw .bodyCreditExceeded(exchange)
        }
        if isLast {
            state.receiving.isOpen = false
            receivingBodies -= 1
        }
        store(state, exchange)
        events.append(.body(exchange, [UInt8](content), isLast: isLast))
    }

    /// A call is given up, or a body is not wanted any more.
    private mutating func receiveEnding(
        _ type: LaneFrameType,
        of exchange: LaneExchange,
        _ status: LaneStatus,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard var state = self[exchange] else { return try checkIsPast(exchange) }
        if type == .cancel {
            forget(exchange)
            events.append(.cancelled(exchange, status))
        } else if state.sending.isOpen {
            state.sending.isOpen = false
            sendingBodies -= 1
            store(state, exchange)
            events.append(.stopped(exchange, status))
        }
    }

    private static func status(
        in content: UnsafeRawBufferPointer,
        of type: LaneFrameType
    ) throws(LaneFault) -> LaneStatus {
        guard content.count >= 2 else { throw .frameMalformed(type) }
        return LaneStatus(
            rawValue: UInt16(bigEndian: content.loadUnaligned(as: UInt16.self))
        )
    }

    /// Frames of calls that are over may still be under way; of calls that never were, none.
    private func checkIsPast(_ exchange: LaneExchange) throws(LaneFault) {
        let isPast =
            switch exchange {
            case .ours(let number): number > 0 && number <= lastOurs
            case .theirs(let number): number > 0 && number <= lastTheirs
            }
        guard isPast else { throw .unknownCall(exchange) }
    }
}
