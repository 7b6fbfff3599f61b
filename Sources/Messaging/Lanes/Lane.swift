// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// What two nodes have to say to each other and have not confirmed, as one of them sees it
/// (docs/lane-protocol.md).
///
/// It outlives the connections that carry it, each a `LaneConnection`, of which one at a time is
/// in use. Messages go over in order, and each is handed on once, as long as neither node begins a
/// new life. What an application gives is held until the peer has accepted it, and what it is given
/// counts against the peer's window until it accepts it; both are bounded.
package struct Lane: Equatable, Sendable {
    /// Whose lane it is, and to whom it leads.
    package let name: MemberName
    package let peer: MemberName
    package let life: LaneLife
    package let settings: LaneSettings

    var outgoing = OutgoingFrames()
    var incoming = IncomingFrames()
    /// What the peer grants; before it has said so, what everybody does.
    var peerGrants = LaneLimits.least

    var ours: [UInt64: ExchangeState] = [:]
    var theirs: [UInt64: ExchangeState] = [:]
    /// The number of the last call that was made, by us and by the peer.
    var lastOurs: UInt64 = 0
    var lastTheirs: UInt64 = 0
    /// Bodies that have not ended.
    var sendingBodies = 0
    var receivingBodies = 0
    /// Whose body waits for room.
    var awaitingRoom: [LaneExchange] = []
    /// Of whose body the peer is to be told what it may send.
    var creditsDue: [LaneExchange] = []
    /// No call is given up before this.
    var earliestDeadline: Instant?

    /// The connection that carries the lane.
    package internal(set) var current: LaneConnectionID?
    /// The connection that we are opening.
    var dialling: LaneConnectionID?
    /// The driver has been asked to dial.
    var isDialAsked = false
    /// Connections that came to nothing since the last that was of use.
    var failures = 0
    var redialAt: Instant
    var random: SplitMix64

    /// When the peer is told what is accepted, if nothing else goes to it before.
    var acknowledgementDue: Instant?
    /// When the last numbered frame was sent or came.
    package internal(set) var lastActivity: Instant

    /// - Parameters:
    ///   - name: this node's.
    ///   - peer: the other one's.
    ///   - life: new, of 16 random bytes.
    ///   - settings: with what peers are granted.
    ///   - seed: of the chance in when to dial again.
    ///   - journal: up to where a journal holds what the peer has sent, which then comes no second
    ///     time.
    ///   - now: the present.
    package init(
        from name: MemberName,
        to peer: MemberName,
        life: LaneLife,
        settings: LaneSettings = LaneSettings(),
        seed: UInt64,
        journal: LaneReceipt? = nil,
        at now: Instant
    ) {
        self.name = name
        self.peer = peer
        self.life = life
        self.settings = settings
        random = SplitMix64(seed: seed)
        redialAt = now
        lastActivity = now
        if let journal {
            incoming = IncomingFrames(journal)
        }
    }

    // MARK: Messages

    /// Sends a message; `accepted(through:)` with its number, or a later one, says that it is held.
    ///
    /// - Returns: its number.
    package mutating func send(_ payload: [UInt8]) throws(LaneSendError) -> UInt64 {
        let limit = LaneLimits.messageBytes
        guard payload.count > LaneLimits.pieceBytes else {
            try makeRoom(frames: 1, bytes: payload.count)
            return outgoing.append(OutgoingFrame(message: payload))
        }
        guard payload.count <= limit else {
            throw .tooLarge(bytes: payload.count, limit: limit)
        }
        let frames = (payload.count + LaneLimits.pieceBytes - 1) / LaneLimits.pieceBytes
        try makeRoom(frames: frames, bytes: payload.count)
        var start = 0
        while payload.count - start > LaneLimits.pieceBytes {
            let range = start..<start + LaneLimits.pieceBytes
            outgoing.append(OutgoingFrame(piece: .piece, of: payload, at: range))
            start = range.upperBound
        }
        let rest = start..<payload.count
        return outgoing.append(OutgoingFrame(piece: .message, of: payload, at: rest))
    }

    /// Takes back a message of which nothing was ever written to any connection: it is not sent.
    ///
    /// - Parameter number: as `send` gave it.
    /// - Returns: `false` when it may have been sent, and will be.
    package mutating func withdraw(_ number: UInt64) -> Bool { outgoing.withdraw(number) }

    /// Whether a message of so many bytes would be taken now.
    package func takes(_ bytes: Int) -> Bool {
        let frames = (bytes + LaneLimits.pieceBytes - 1) / LaneLimits.pieceBytes
        return outgoing.count + max(1, frames) <= settings.queueFrames
            && outgoing.bytes + bytes <= settings.queueBytes
    }

    /// The application holds every message up to this one, in its journal if it has one.
    ///
    /// Those of a life of the peer's that is over need no acceptance any more.
    package mutating func accept(through receipt: LaneReceipt) {
        guard receipt.life == incoming.life else { return }
        incoming.accept(through: receipt.number)
    }

    /// Up to where everything is accepted of what the peer has sent: what a journal keeps with it.
    ///
    /// `nil` before the peer was heard of.
    package var accepted: LaneReceipt? {
        guard incoming.life != .none else { return nil }
        return LaneReceipt(life: incoming.life, number: incoming.accepted)
    }

    /// Ends the lane: the messages that were never written to any connection, to be sent otherwise.
    ///
    /// Of those that were, nobody knows whether they arrived. Nothing else may be done with the
    /// lane afterwards.
    package consuming func surrender() -> [[UInt8]] { outgoing.takeUnwrittenMessages() }

    func makeRoom(frames: Int, bytes: Int) throws(LaneSendError) {
        guard outgoing.count + frames <= settings.queueFrames,
            outgoing.bytes + bytes <= settings.queueBytes
        else { throw .full }
    }

    // MARK: What may be known

    /// Frames and bytes that the peer has not acknowledged.
    package var held: (frames: Int, bytes: Int) { (outgoing.count, outgoing.bytes) }

    /// The number of the last frame that is prepared for, or written to, the present connection.
    package var writtenThrough: UInt64 { outgoing.cursor - 1 }

    /// Whether some of the frame was prepared for, or written to, any connection: it may arrive.
    package func wasWritten(_ number: UInt64) -> Bool { number < outgoing.unwritten }

    /// The number of the last frame that was given to the lane.
    package var lastNumber: UInt64 { outgoing.next - 1 }

    /// Whether anything still belongs to a call.
    package func isUnderWay(_ exchange: LaneExchange) -> Bool { self[exchange] != nil }

    /// Frames that came once more, as after a break, and were left out.
    package internal(set) var repeatedFrames: UInt64 = 0

    /// Whether nothing is under way, in either direction.
    package var isIdle: Bool {
        outgoing.isEmpty && ours.isEmpty && theirs.isEmpty
            && incoming.accepted == incoming.received
    }

    /// What must hold between any two calls.
    package func checkInvariants() {
        outgoing.checkInvariants()
        incoming.checkInvariants()
        let sending = [ours, theirs].joined().reduce(0) { $0 + ($1.value.sending.isOpen ? 1 : 0) }
        precondition(sending == sendingBodies, "\(sendingBodies) bodies are sent of \(sending)")
        let coming = [ours, theirs].joined().reduce(0) { $0 + ($1.value.receiving.isOpen ? 1 : 0) }
        precondition(coming == receivingBodies, "\(receivingBodies) bodies come of \(coming)")
        precondition(theirs.count <= settings.grants.calls, "\(theirs.count) calls of the peer")
        precondition(!theirs.values.contains { $0.isOver }, "a call that is over is kept")
        precondition(!ours.values.contains { $0.isOver }, "a call of ours that is over is kept")
        precondition(
            outgoing.inFlightBytes <= peerGrants.windowBytes,
            "\(outgoing.inFlightBytes) bytes in flight of \(peerGrants.windowBytes)"
        )
    }
}
