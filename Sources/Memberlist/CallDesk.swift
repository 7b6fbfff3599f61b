// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Membership
import Messaging
import Reactor
import Wire

/// The calls of a node and of its peers that are under way; lives on the node's loop.
final class CallDesk {
    private unowned let node: NodeLoop
    private(set) var ends: [UInt64: CallEnd] = [:]
    private var onLanes: [ObjectIdentifier: [LaneExchange: CallEnd]] = [:]

    init(_ node: NodeLoop) { self.node = node }

    var count: Int { ends.count }

    // MARK: Calling

    /// Makes a call whose end here has this number.
    func call(_ order: CallOrder, _ id: UInt64, _ listener: @escaping CallListener) {
        let end = CallEnd(id, listener)
        end.isSending = order.isStreamed
        do throws(CallFailure) {
            let name = MemberName(order.member)
            guard let member = node.participant[name] else { throw .unknownMember }
            if name == node.participant.name { return try callHere(order, end) }
            guard member.state == .alive || member.state == .suspect else { throw .memberNotAlive }
            guard node.lanes.carries(member) else { throw .notCapable }
            guard let peer = node.lanes.peer(member) else { throw .overloaded }
            try call(order, end, peer)
        } catch {
            listener(.ended(error))
        }
    }

    private func call(
        _ order: CallOrder,
        _ end: CallEnd,
        _ peer: PeerLane
    ) throws(CallFailure) {
        let now = node.loop.now
        do throws(LaneSendError) {
            let exchange = try peer.lane.call(
                order.method,
                body: order.body,
                isStreamed: order.isStreamed,
                deadline: order.timeout.map { now + $0 },
                at: now
            )
            end.place = .lane(peer, exchange, frame: peer.lane.lastNumber)
            keep(end, peer, exchange)
            peer.touch()
        } catch {
            peer.touch()
            switch error {
            case .tooLarge(let bytes, let limit): throw .tooLarge(bytes: bytes, limit: limit)
            case .full, .over: throw .overloaded
            }
        }
    }

    private func keep(_ end: CallEnd, _ peer: PeerLane, _ exchange: LaneExchange) {
        ends[end.id] = end
        onLanes[ObjectIdentifier(peer), default: [:]][exchange] = end
    }

    private func forget(_ end: CallEnd) {
        ends[end.id] = nil
        if let timer = end.timer { node.loop.cancel(timer) }
        end.timer = nil
        if case .lane(let peer, let exchange, _) = end.place {
            let key = ObjectIdentifier(peer)
            onLanes[key]?[exchange] = nil
            if onLanes[key]?.isEmpty == true { onLanes[key] = nil }
        }
        end.place = .nowhere
        end.unsent = []
    }

    /// How others reach an end.
    private func exchange(_ id: UInt64) -> Exchange {
        Exchange { [remote = node.loop.remote] action in
            remote.post { loop in (loop.resident as? NodeLoop)?.calls.perform(action, of: id) }
        }
    }

    /// Hands a call to whoever answers the method.
    private func answer(_ call: IncomingCall, _ end: CallEnd) -> CallListener? {
        switch call.method {
        case "ping": call.exchange.perform(.reply(.ok, body: [], isStreamed: false))
        case "echo":
            let exchange = call.exchange
            exchange.perform(.reply(.ok, body: call.body, isStreamed: call.isStreamed))
            return { event in
                switch event {
                case .body(let bytes, let isLast):
                    exchange.perform(.write(bytes, isLast: isLast))
                case .taken(let count): exchange.perform(.consume(count))
                case .stopped(let status): exchange.perform(.stop(status))
                case .reply, .ended: break
                }
            }
        default:
            if let calls = node.settings.calls { return calls(call) }
            let words = [UInt8]("no such method".utf8)
            call.exchange.perform(.reply(.unknownMethod, body: words, isStreamed: false))
        }
        return nil
    }

    // MARK: What an end does

    func perform(_ action: Exchange.Action, of id: UInt64) {
        guard let end = ends[id] else { return }
        switch end.place {
        case .lane(let peer, let exchange, _): perform(action, of: end, exchange, on: peer)
        case .here(let other): perform(action, of: end, other)
        case .nowhere: break
        }
    }

    private func perform(
        _ action: Exchange.Action,
        of end: CallEnd,
        _ exchange: LaneExchange,
        on peer: PeerLane
    ) {
        switch action {
        case .reply(let status, let body, let isStreamed):
            guard case .theirs(let number) = exchange else { return }
            end.isSending = isStreamed
            reply(to: number, status, body, isStreamed, end, peer)
        case .write(let bytes, let isLast):
            guard write(bytes, isLast, end) else { return overrun(end, exchange, peer) }
            drain(end, exchange, peer)
        case .consume(let count): peer.lane.consume(count, of: exchange)
        case .stop(let status): peer.lane.stop(exchange, status)
        case .cancel(let status):
            peer.lane.cancel(exchange, status)
            forget(end)
        }
        settle(end, exchange, peer)
    }

    private func reply(
        to number: UInt64,
        _ status: LaneStatus,
        _ body: [UInt8],
        _ isStreamed: Bool,
        _ end: CallEnd,
        _ peer: PeerLane
    ) {
        do throws(LaneSendError) {
            try peer.lane.reply(to: number, status, body: body, isStreamed: isStreamed)
        } catch {
            end.isSending = false
            let other: LaneStatus
            switch error {
            case .over: return
            case .full: other = .busy
            case .tooLarge: other = .tooLarge
            }
            // Without a body there is always room.
            try? peer.lane.reply(to: number, other, body: [])
        }
    }

    /// Returns whether there was room for it here.
    private func write(_ bytes: [UInt8], _ isLast: Bool, _ end: CallEnd) -> Bool {
        guard end.isSending, !end.hasWrittenLast else { return true }
        end.unsent.append(bytes)
        end.unsentBytes += bytes.count
        end.hasWrittenLast = isLast
        return end.unsentBytes <= Exchange.writeWindow
    }

    private func overrun(_ end: CallEnd, _ exchange: LaneExchange, _ peer: PeerLane) {
        peer.lane.cancel(exchange, .cancelled)
        forget(end)
        end.listener(.ended(.overloaded))
        peer.touch()
    }

    /// Puts on the lane what it takes now of what was written.
    private func drain(_ end: CallEnd, _ exchange: LaneExchange, _ peer: PeerLane) {
        var taken = 0
        while let piece = end.unsent.first {
            let isLast = end.hasWrittenLast && end.unsent.count == 1
            let room = peer.lane.room(for: exchange)
            let isWhole = piece.count <= room
            do throws(LaneSendError) {
                if isWhole || room == 0 {
                    // Where there is no room, this says that somebody waits for some.
                    try peer.lane.write(piece, to: exchange, isLast: isLast)
                    end.unsent.removeFirst()
                    taken += piece.count
                } else {
                    try peer.lane.write([UInt8](piece[..<room]), to: exchange, isLast: false)
                    end.unsent[0] = [UInt8](piece[room...])
                    taken += room
                }
            } catch {
                if error == .over { end.unsent = [] }
                break
            }
        }
        end.unsentBytes -= taken
        peer.touch()
        if end.hasWrittenLast, end.unsent.isEmpty { end.isSending = false }
        if taken > 0 { end.listener(.taken(taken)) }
    }

    /// Forgets a call to which nothing belongs any more.
    private func settle(_ end: CallEnd, _ exchange: LaneExchange, _ peer: PeerLane) {
        peer.touch()
        if !peer.lane.isUnderWay(exchange) { forget(end) }
    }

    // MARK: What the machines say

    func handle(_ event: LaneEvent, of peer: PeerLane) {
        switch event {
        case .call(let call): begin(call, from: peer)
        case .reply(let reply):
            tell(.ours(reply.number), of: peer) {
                .reply(reply.status, body: reply.body, isStreamed: reply.isStreamed)
            }
        case .body(let exchange, let bytes, let isLast):
            tell(exchange, of: peer) { .body(bytes, isLast: isLast) }
        case .stopped(let exchange, let status):
            tell(exchange, of: peer) { .stopped(status) }
        case .writable(let exchange):
            guard let end = end(of: exchange, peer) else { return }
            drain(end, exchange, peer)
            settle(end, exchange, peer)
        case .cancelled(let exchange, let status):
            conclude(exchange, of: peer, status == .deadline ? .deadline : .cancelled)
        case .forgotten(let exchange): conclude(exchange, of: peer, .forgotten)
        case .dial, .opened, .message, .accepted, .ended: break
        }
    }

    private func begin(_ call: LaneCall, from peer: PeerLane) {
        let id = CallEnd.nextID()
        let exchange = LaneExchange.theirs(call.number)
        let incoming = IncomingCall(
            caller: peer.name.text,
            method: call.method,
            body: call.body,
            isStreamed: call.isStreamed,
            budget: call.budget,
            exchange: self.exchange(id)
        )
        let relay = CallRelay()
        let end = CallEnd(id) { relay.listener?($0) }
        end.place = .lane(peer, exchange, frame: 0)
        keep(end, peer, exchange)
        relay.set(answer(incoming, end))
    }

    private func end(of exchange: LaneExchange, _ peer: PeerLane) -> CallEnd? {
        onLanes[ObjectIdentifier(peer)]?[exchange]
    }

    private func tell(
        _ exchange: LaneExchange,
        of peer: PeerLane,
        _ event: () -> CallEvent
    ) {
        guard let end = end(of: exchange, peer) else { return }
        end.listener(event())
        settle(end, exchange, peer)
    }

    private func conclude(_ exchange: LaneExchange, of peer: PeerLane, _ failure: CallFailure) {
        guard let end = end(of: exchange, peer), case .lane(_, _, let frame) = end.place else {
            return
        }
        let isUnheard = frame > 0 && !peer.lane.wasWritten(frame)
        forget(end)
        end.listener(.ended(isUnheard ? .unreachable : failure))
    }

    /// A lane is over, and with it all calls on it.
    func laneEnded(_ peer: PeerLane) {
        for exchange in onLanes[ObjectIdentifier(peer)]?.keys.map({ $0 }) ?? [] {
            if case .ours = exchange {
                conclude(exchange, of: peer, .forgotten)
            } else {
                conclude(exchange, of: peer, .cancelled)
            }
        }
    }

    /// The node ends.
    func shutDown() {
        for end in Array(ends.values) {
            forget(end)
            end.listener(.ended(.stopped))
        }
    }

    // MARK: Calls to oneself

    private func callHere(_ order: CallOrder, _ caller: CallEnd) throws(CallFailure) {
        let method = order.method.utf8.count
        guard (1...LaneLimits.methodBytes).contains(method) else {
            throw .tooLarge(bytes: method, limit: LaneLimits.methodBytes)
        }
        let limit = LaneLimits.inlineBodyBytes
        guard order.body.count <= limit else {
            throw .tooLarge(bytes: order.body.count, limit: limit)
        }
        guard ends.count < 2 * LaneGrants().calls else { throw .overloaded }
        let relay = CallRelay()
        let callee = CallEnd(CallEnd.nextID()) { relay.listener?($0) }
        caller.place = .here(callee)
        callee.place = .here(caller)
        ends[caller.id] = caller
        ends[callee.id] = callee
        if let timeout = order.timeout {
            let id = caller.id
            caller.timer = node.loop.schedule(at: node.loop.now + timeout) { [weak self] in
                self?.giveUp(id)
            }
        }
        let incoming = IncomingCall(
            caller: order.member,
            method: order.method,
            body: order.body,
            isStreamed: order.isStreamed,
            budget: order.timeout,
            exchange: exchange(callee.id)
        )
        relay.set(answer(incoming, callee))
    }

    private func giveUp(_ id: UInt64) {
        guard let caller = ends[id], case .here(let callee) = caller.place else { return }
        for end in [caller, callee] { forget(end) }
        for end in [caller, callee] { end.listener(.ended(.deadline)) }
    }

    private func perform(_ action: Exchange.Action, of end: CallEnd, _ other: CallEnd) {
        switch action {
        case .reply(let status, let body, let isStreamed):
            // The caller has the timer or none, and never replies.
            guard !end.isReplied, !other.isReplied, end.id > other.id else { return }
            end.isReplied = true
            end.isSending = isStreamed
            other.listener(.reply(status, body: body, isStreamed: isStreamed))
        case .write(let bytes, let isLast):
            guard write(bytes, isLast, end) else { return part(end, other, .overloaded) }
            pass(from: end, to: other)
        case .consume(let count):
            other.credit += max(0, count)
            pass(from: other, to: end)
        case .stop(let status):
            guard other.isSending else { return }
            other.isSending = false
            other.unsent = []
            other.listener(.stopped(status))
        case .cancel: return part(end, other, nil)
        }
        let isOver = (end.isReplied || other.isReplied) && !end.isSending && !other.isSending
        if isOver { for end in [end, other] { forget(end) } }
    }

    private func part(_ end: CallEnd, _ other: CallEnd, _ failure: CallFailure?) {
        for end in [end, other] { forget(end) }
        if let failure { end.listener(.ended(failure)) }
        other.listener(.ended(.cancelled))
    }

    private func pass(from end: CallEnd, to other: CallEnd) {
        while let piece = end.unsent.first, end.credit > 0 || piece.isEmpty {
            let isLast = end.hasWrittenLast && end.unsent.count == 1
            end.unsent.removeFirst()
            end.unsentBytes -= piece.count
            end.credit -= piece.count
            if isLast { end.isSending = false }
            other.listener(.body(piece, isLast: isLast))
            end.listener(.taken(piece.count))
        }
    }
}
