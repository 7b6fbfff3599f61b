// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Messaging
import Reactor

/// One end of a call on a lane or within the node; lives on the node's loop.
///
/// It keeps what is written until the lane takes it, and says how much that was.
final class CallEnd: DeadlineHandler {
    private enum Place {
        /// The lane takes no more calls now.
        case waiting(CallOrder)
        case lane(LaneExchange)
        /// Both ends are this node's.
        case node
        case over
    }

    private struct Reply {
        let status: LaneStatus
        let body: [UInt8]
        let isStreamed: Bool
    }

    let id: CallID
    private let ear: CallEar
    private let peer: PeerLane?
    private unowned let calls: NodeCalls
    private var place: Place
    /// Within the node.
    private var other: CallEnd?
    private var timer: TimerID?
    private var deadline: Instant?
    /// The number of the frame that made the call.
    private var frame: UInt64 = 0

    private var isAnswered = false
    private var isReceiving = false
    private var isSending = false
    /// Of an answer for which the lane has no room yet.
    private var delayed: Reply?
    /// What is written and not taken.
    private var pending: Deque<[UInt8]> = []
    private var pendingBytes = 0
    private var hasLast = false
    /// Bytes of a body that was given whole, of which nobody waits to hear that they are taken.
    private var unasked = 0

    init(_ id: CallID, _ ear: CallEar, on peer: PeerLane?, of calls: NodeCalls) {
        self.id = id
        self.ear = ear
        self.peer = peer
        self.calls = calls
        place = .node
    }

    private var isOver: Bool {
        if case .over = place { return true }
        return false
    }

    // MARK: Beginning

    /// Makes the call on the peer's lane, now or when that takes it.
    func call(_ order: CallOrder, at now: Instant) {
        var order = order
        let rest = cut(&order.body, isStreamed: &order.isStreamed)
        isSending = order.isStreamed
        keep(rest)
        deadline = order.timeout.map { now + $0 }
        place = .waiting(order)
        guard !retry(at: now) else { return }
        guard peer?.wait(self) == true else { return end(.overloaded) }
        if let deadline { timer = calls.loop.schedule(at: deadline, for: self) }
    }

    /// The peer has made a call.
    func take(_ call: LaneCall) {
        place = .lane(.theirs(call.number))
        isReceiving = call.isStreamed
    }

    /// The other end is this node's too.
    func call(_ order: CallOrder, _ other: CallEnd, at now: Instant) {
        self.other = other
        isSending = order.isStreamed
        other.isReceiving = order.isStreamed
        guard let timeout = order.timeout else { return }
        timer = calls.loop.schedule(at: now + timeout, for: self)
    }

    func join(_ other: CallEnd) { self.other = other }

    /// What of a body does not fit into the frame of its call or answer.
    private func cut(_ body: inout [UInt8], isStreamed: inout Bool) -> [UInt8] {
        guard body.count > LaneLimits.inlineBodyBytes else { return [] }
        let rest = Array(body[LaneLimits.inlineBodyBytes...])
        body.removeSubrange(LaneLimits.inlineBodyBytes...)
        if !isStreamed { hasLast = true }
        isStreamed = true
        return rest
    }

    private func keep(_ rest: [UInt8]) {
        guard !rest.isEmpty else { return }
        unasked = rest.count
        pending.append(rest)
        pendingBytes += rest.count
    }

    /// Tries again what the lane had no room for.
    ///
    /// - Returns: whether there is nothing left to be tried.
    func retry(at now: Instant) -> Bool {
        guard let peer else { return true }
        if let reply = delayed { return answer(reply, on: peer) }
        guard case .waiting(let order) = place else { return true }
        do throws(LaneSendError) {
            let exchange = try peer.lane.call(
                order.method,
                body: order.body,
                isStreamed: order.isStreamed,
                deadline: deadline,
                at: now
            )
            place = .lane(exchange)
            frame = peer.lane.lastNumber
            peer.calls[exchange] = self
            cancelTimer()
            pump()
            peer.touch()
            return true
        } catch {
            guard error == .full else {
                end(.overloaded)
                return true
            }
            return false
        }
    }

    private func cancelTimer() {
        if let timer { calls.loop.cancel(timer) }
        timer = nil
    }

    /// It has waited for its lane, or within the node, as long as it may.
    func deadlineHasCome() {
        timer = nil
        guard let other else { return end(peer?.lane.current == nil ? .unreachable : .overloaded) }
        end(.deadline)
        other.end(.deadline)
    }

    // MARK: What its holder does

    func perform(_ action: Exchange.Action) {
        guard !isOver else { return }
        switch action {
        case .reply(let status, let body, let isStreamed):
            reply(Reply(status: status, body: body, isStreamed: isStreamed))
        case .write(let bytes, let isLast): write(bytes, isLast: isLast)
        case .consume(let bytes):
            if let other { return other.taken(bytes) }
            onLane { $0.consume(bytes, of: $1) }
        case .stop(let status):
            guard isReceiving else { return }
            isReceiving = false
            if let other { other.stopped(status) } else { onLane { $0.stop($1, status) } }
            closeIfOver()
        case .cancel(let status): cancel(status)
        }
    }

    private func onLane(_ body: (inout Lane, LaneExchange) -> Void) {
        guard case .lane(let exchange) = place, let peer else { return }
        body(&peer.lane, exchange)
        peer.touch()
    }

    private func cancel(_ status: LaneStatus) {
        if let other { other.end(.cancelled) } else { onLane { $0.cancel($1, status) } }
        close()
    }

    private func reply(_ reply: Reply) {
        guard case .taken = id, !isAnswered else { return }
        isAnswered = true
        if let other {
            isSending = reply.isStreamed
            other.received(reply.status, reply.body, isStreamed: reply.isStreamed)
            return closeIfOver()
        }
        guard let peer else { return }
        var (body, isStreamed) = (reply.body, reply.isStreamed)
        keep(cut(&body, isStreamed: &isStreamed))
        isSending = isStreamed
        let cut = Reply(status: reply.status, body: body, isStreamed: isStreamed)
        if !answer(cut, on: peer) {
            delayed = cut
            if !peer.wait(self) { cancel(.busy) }
        }
    }

    private func answer(_ reply: Reply, on peer: PeerLane) -> Bool {
        guard case .lane(.theirs(let number)) = place else { return true }
        do throws(LaneSendError) {
            try peer.lane.reply(
                to: number,
                reply.status,
                body: reply.body,
                isStreamed: reply.isStreamed
            )
        } catch {
            if error == .full { return false }
            cancel(.failed)
            return true
        }
        delayed = nil
        pump()
        peer.touch()
        closeIfOver()
        return true
    }

    private func write(_ bytes: [UInt8], isLast: Bool) {
        guard isSending, !hasLast, isLast || !bytes.isEmpty else { return }
        guard pendingBytes - unasked + bytes.count <= Exchange.writeWindow else {
            if let other { other.end(.cancelled) } else { onLane { $0.cancel($1, .failed) } }
            return end(.cancelled)
        }
        pendingBytes += bytes.count
        hasLast = isLast
        if let other {
            if isLast { isSending = false }
            other.received(bytes, isLast: isLast)
            return closeIfOver()
        }
        pending.append(bytes)
        pump()
    }

    /// Gives the lane what it takes.
    func pump() {
        guard case .lane(let exchange) = place, delayed == nil, let peer, isSending else { return }
        var count = 0
        while let piece = pending.first {
            let room = peer.lane.room(for: exchange)
            let fits = piece.count <= room
            guard fits || room >= LaneLimits.pieceBytes else { break }
            let part = fits ? piece : Array(piece[..<room])
            let isLast = fits && hasLast && pending.count == 1
            guard (try? peer.lane.write(part, to: exchange, isLast: isLast)) != nil else { break }
            count += part.count
            if fits { pending.removeFirst() } else { pending[0].removeFirst(room) }
            if isLast { isSending = false }
        }
        if let piece = pending.first {
            // It finds no room; the lane says when there is some.
            try? peer.lane.write(piece, to: exchange, isLast: false)
        }
        peer.touch()
        if count > 0 { taken(count) }
        closeIfOver()
    }

    // MARK: What becomes of it

    func received(_ status: LaneStatus, _ body: [UInt8], isStreamed: Bool) {
        guard !isOver else { return }
        isAnswered = true
        isReceiving = isStreamed
        ear.hear(.reply(status, body: body, isStreamed: isStreamed))
        closeIfOver()
    }

    func received(_ bytes: [UInt8], isLast: Bool) {
        guard !isOver, isReceiving else { return }
        if isLast { isReceiving = false }
        ear.hear(.body(bytes, isLast: isLast))
        closeIfOver()
    }

    /// The other side wants no more of what is written here.
    func stopped(_ status: LaneStatus) {
        guard !isOver, isSending else { return }
        isSending = false
        pending = []
        pendingBytes = 0
        ear.hear(.stopped(status))
        closeIfOver()
    }

    private func taken(_ count: Int) {
        let count = min(count, pendingBytes)
        pendingBytes -= count
        let silent = min(count, unasked)
        unasked -= silent
        if count > silent { ear.hear(.taken(count - silent)) }
    }

    /// The lane says that the call is over.
    func cancelled(_ status: LaneStatus) {
        guard case .made = id, status == .deadline else { return end(.cancelled) }
        end(peer?.lane.wasWritten(frame) == true ? .deadline : .unreachable)
    }

    /// The lane is over.
    func dropped() {
        guard case .made = id else { return end(.cancelled) }
        if case .lane = place, peer?.lane.wasWritten(frame) == true { return end(.forgotten) }
        end(.unreachable)
    }

    /// Over before its time.
    func end(_ failure: CallFailure) {
        guard !isOver else { return }
        if case .made = id { calls.counts.fail(failure) }
        close()
        ear.hear(.ended(failure))
    }

    private func closeIfOver() {
        if isAnswered, !isSending, !isReceiving, delayed == nil { close() }
    }

    private func close() {
        if case .lane(let exchange) = place { peer?.calls[exchange] = nil }
        place = .over
        other = nil
        pending = []
        delayed = nil
        cancelTimer()
        ear.close()
        calls.forget(id)
    }
}
