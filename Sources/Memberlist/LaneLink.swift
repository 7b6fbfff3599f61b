// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Reactor

/// One connection of a lane, with its socket; lives on the node's loop.
final class LaneLink: ReadinessHandler {
    /// Reads of one turn, and rounds of filling and writing.
    private static let readsPerTurn = 4
    private static let writesPerTurn = 8
    /// How soon it is looked what the peer's system has acknowledged, when nothing else tells: then
    /// ever later.
    private static let firstLook = Duration.milliseconds(2)
    private static let lastLook = Duration.milliseconds(64)

    let id: LaneConnectionID
    let isDialled: Bool
    /// The name of the cluster's key that its own come from; 0: none.
    let key: UInt64
    var connection: LaneConnection
    /// It has carried the lane, so its peer is more than a recording.
    private(set) var isProven = false

    private unowned let peer: PeerLane
    private let loop: EventLoop
    private var owned: OwnedSocket?
    private var interest: Interest
    private var hasSaidEnd = false
    /// Bytes that the system has taken.
    private var written: UInt64 = 0
    private var marks = LaneMarks()
    private var look: TimerID?
    private var nextLook = firstLook

    init(
        _ connection: consuming LaneConnection,
        of peer: PeerLane,
        key: UInt64,
        isDialled: Bool,
        on loop: EventLoop
    ) {
        id = connection.id
        self.connection = connection
        self.peer = peer
        self.key = key
        self.isDialled = isDialled
        self.loop = loop
        interest = isDialled ? [.read, .write] : .read
    }

    /// Goes on with this socket: one that is connecting, or one that an opening came over.
    func start(on socket: OwnedSocket) throws(Errno) {
        try loop.register(socket.socket.number, for: interest, handler: self)
        owned = socket
        peer.touch()
    }

    /// Where the peer is.
    var address: SocketAddress? { owned?.socket.peer }

    func ready(_ readiness: Readiness) {
        let peer = peer
        if readiness != .write { read(for: peer) }
        peer.touch()
    }

    private func read(for peer: PeerLane) {
        let buffer = peer.desk.buffer
        for _ in 0..<Self.readsPerTurn {
            guard let owned else { return }
            do throws(Errno) {
                guard case .bytes(let count) = try owned.socket.read(into: buffer) else { return }
                guard count > 0 else { return end(isBroken: false) }
                peer.desk.counts.bytesReceived += UInt64(count)
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                let events = connection.receive(bytes, for: &peer.lane, at: loop.now)
                peer.handle(events, from: self)
                // What is left makes the descriptor ready again.
                guard count == buffer.count else { return }
            } catch {
                return end(isBroken: true)
            }
        }
    }

    /// The lane has gone over to this connection.
    func prove() { isProven = true }

    /// The peer or the system says that the connection is over.
    func end(isBroken: Bool) {
        let peer = peer
        let events = connection.receiveEnd(isBroken: isBroken, for: &peer.lane, at: loop.now)
        peer.handle(events, from: self)
        shut()
    }

    /// Closes it, after a last word if there is one and the system takes it at once.
    func abandon(_ code: LaneCode) {
        guard owned != nil else { return }
        _ = connection.close(code, &peer.lane, at: loop.now)
        if let owned, connection.unsentCount > 0 {
            _ = connection.withUnsent { try? owned.socket.write($0) }
        }
        shut()
    }

    private func shut() {
        guard let owned else { return }
        if let look { loop.cancel(look) }
        look = nil
        loop.deregister(owned.socket.number)
        self.owned = nil
        peer.remove(self)
    }

    // MARK: Writing

    /// Writes what there is to say, at the end of a turn in which something happened.
    func flush(at now: Instant) {
        guard let owned else { return }
        let peer = peer
        do throws(Errno) {
            let isBlocked = try write(to: owned, for: peer, at: now)
            if connection.isOver { return shut() }
            if connection.isClosing, connection.unsentCount == 0, !hasSaidEnd {
                hasSaidEnd = true
                try owned.socket.shutdownWriting()
            }
            try watch(isBlocked ? [.read, .write] : .read, owned.socket.number)
            if look == nil { try lookForAcknowledged(of: owned, for: peer) }
        } catch {
            end(isBroken: true)
        }
    }

    /// Returns whether there is more than the system takes now, or than belongs into one turn.
    private func write(
        to owned: OwnedSocket,
        for peer: PeerLane,
        at now: Instant
    ) throws(Errno) -> Bool {
        for _ in 0..<Self.writesPerTurn {
            connection.fill(from: &peer.lane, at: now)
            if peer.lane.current == id {
                let end = written + UInt64(connection.unsentCount)
                marks.add(frame: peer.lane.writtenThrough, end: end)
            }
            guard connection.unsentCount > 0 else { return false }
            let outcome = try connection.withUnsent { (bytes) throws(Errno) in
                try owned.socket.write(bytes)
            }
            guard case .bytes(let count) = outcome else { return true }
            written += UInt64(count)
            peer.desk.counts.bytesSent += UInt64(count)
            connection.sent(count, at: now)
            guard connection.unsentCount == 0 else { return true }
        }
        return true
    }

    private func watch(_ interest: Interest, _ number: Int32) throws(Errno) {
        guard interest != self.interest else { return }
        try loop.modify(number, for: interest)
        self.interest = interest
    }

    // MARK: What the peer's system has

    /// Finds out which frames the peer's system has taken, if somebody waits to hear it.
    ///
    /// No event tells, so it is looked at again after 2, 4, … 64 ms; the peer's own word is often
    /// sooner.
    private func lookForAcknowledged(
        of owned: OwnedSocket,
        for peer: PeerLane
    ) throws(Errno) {
        guard !marks.isEmpty, peer.copies.hasUnsent else { return }
        let unacknowledged = UInt64(try owned.socket.unacknowledgedBytes())
        if let frame = marks.acknowledge(written - min(written, unacknowledged)) {
            nextLook = Self.firstLook
            peer.sent(through: frame)
        }
        guard !marks.isEmpty, peer.copies.hasUnsent else { return }
        look = loop.schedule(at: loop.now + nextLook) { [weak self] in self?.lookAgain() }
        nextLook = min(nextLook * 2, Self.lastLook)
    }

    private func lookAgain() {
        look = nil
        guard let owned else { return }
        do throws(Errno) {
            try lookForAcknowledged(of: owned, for: peer)
        } catch {
            end(isBroken: true)
        }
    }
}
