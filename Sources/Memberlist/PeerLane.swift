// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Reactor
import Wire

/// The lane to one member with its connections; lives on the node's loop.
final class PeerLane: DeadlineHandler {
    /// Connections at once: one in use, one that we dial, and those that the peer dials.
    static let linkLimit = 4

    let name: MemberName
    unowned let desk: LaneDesk
    var lane: Lane
    private(set) var links: [LaneLink] = []
    /// What of the application's messages is on the lane.
    var copies = LaneCopies()
    /// What the member says of lanes; nobody else is dialled for one.
    var capability: LaneCapability?
    /// Where it was when it was last heard of.
    var endpoint: Endpoint
    /// Nothing is done with it any more.
    private(set) var isDropped = false
    private var isTouched = false
    private var armed: (timer: TimerID, at: Instant)?

    init(
        _ name: MemberName,
        at endpoint: Endpoint,
        _ capability: LaneCapability?,
        lane: Lane,
        desk: LaneDesk
    ) {
        self.name = name
        self.endpoint = endpoint
        self.capability = capability
        self.lane = lane
        self.desk = desk
    }

    /// Whether it holds nothing that would be lost with it.
    var isBlank: Bool {
        links.isEmpty && copies.isEmpty && lane.isIdle && lane.accepted == nil
    }

    func add(_ link: LaneLink) { links.append(link) }

    func remove(_ link: LaneLink) {
        links.removeAll { $0 === link }
        touch()
    }

    /// Something has happened: what follows from it is done at the end of the turn.
    func touch() {
        guard !isTouched, !isDropped else { return }
        isTouched = true
        desk.touched(self)
    }

    /// Does what is due, and writes what there is to say.
    func flush() {
        isTouched = false
        guard !isDropped else { return }
        let now = desk.now
        if let due = lane.nextDeadline, due <= now { handle(lane.advance(to: now), from: nil) }
        for link in links where !isDropped {
            if let due = link.connection.nextDeadline(with: lane), due <= now {
                handle(link.connection.advance(to: now, for: &lane), from: link)
            }
            link.flush(at: now)
        }
        guard !isDropped else { return }
        if isBlank { desk.forget(self) } else { arm(at: now) }
    }

    /// One timer stands for all that has a moment; one that fires too early finds nothing due.
    private func arm(at now: Instant) {
        var next = lane.nextDeadline ?? .distantFuture
        for link in links {
            next = min(next, link.connection.nextDeadline(with: lane) ?? .distantFuture)
        }
        guard next < .distantFuture else { return }
        if let armed {
            if armed.at <= next, armed.at > now { return }
            desk.loop.cancel(armed.timer)
        }
        armed = (desk.loop.schedule(at: next, for: self), next)
    }

    func deadlineHasCome() {
        armed = nil
        touch()
    }

    /// Does what the lane asks for.
    func handle(_ events: [LaneEvent], from link: LaneLink?) {
        guard !events.isEmpty else { return }
        for event in events where !isDropped { desk.handle(event, of: self, link) }
        touch()
    }

    // MARK: Messages

    /// Takes one copy of an order.
    func send(_ order: RelayOrder, _ index: Int) throws(LaneSendError) {
        let number = try lane.send(order.payload)
        copies.append(LaneCopies.Copy(number: number, order: order, index: index))
        order.carry(index, on: self, under: number)
        touch()
    }

    /// The peer's system has everything up to this frame.
    func sent(through number: UInt64) {
        for copy in copies.sent(through: number) { copy.order.note(copy.index, .sent) }
    }

    /// The peer holds everything up to this frame.
    func accepted(through number: UInt64) {
        let news = copies.accepted(through: number)
        desk.counts.messagesAcknowledged += UInt64(news.count)
        for copy in news { copy.order.note(copy.index, .delivered) }
    }

    /// Takes back what was never written.
    func withdraw(_ number: UInt64) -> Bool {
        guard !isDropped, lane.withdraw(number) else { return false }
        copies.remove(number)
        return true
    }

    /// Ends the lane: the copies of which nothing was ever written, for another way.
    ///
    /// Of the others nobody knows whether they have arrived.
    func drop(_ code: LaneCode) -> [LaneCopies.Copy] {
        guard !isDropped else { return [] }
        for link in links { link.abandon(code) }
        isDropped = true
        if let armed { desk.loop.cancel(armed.timer) }
        armed = nil
        var unwritten: [LaneCopies.Copy] = []
        for copy in copies.removeAll() {
            if lane.wasWritten(copy.number) {
                copy.order.note(copy.index, .failed, .unconfirmed)
            } else {
                unwritten.append(copy)
            }
        }
        return unwritten
    }
}
