// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// What of a peer's numbered frames has come, and what of that is accepted
/// (docs/lane-protocol.md §7).
struct IncomingFrames: Equatable, Sendable {
    /// A frame that has come and is not accepted.
    private struct Pending: Equatable, Sendable {
        var bytes: UInt32
        /// Waits until the application holds it; any other waits only for those before it.
        var isMessage: Bool
    }

    /// Whose frames these are; `none` before anything is known.
    private(set) var life = LaneLife.none
    /// The number of the last frame that has come.
    private(set) var received: UInt64 = 0
    /// Everything up to this number is accepted.
    private(set) var accepted: UInt64 = 0
    /// The number of the last message that the application holds.
    private var held: UInt64 = 0
    private var pending: Deque<Pending> = []
    private var pendingBytes = 0
    /// The pieces of a message that goes on.
    private var partial: [UInt8] = []
    private var isPartial = false
    /// The number that the present connection's last acknowledgement said.
    private(set) var acknowledged: UInt64 = 0
    /// Whether a message is among what is accepted and not acknowledged, or a connection begins.
    private(set) var awaitsAcknowledgement = false
    /// Bytes of frames accepted and not acknowledged.
    private(set) var unacknowledgedBytes = 0

    /// Begins with a peer of which nothing is known.
    init() {}

    /// Begins with what is held already, up to this.
    init(_ last: LaneReceipt) {
        life = last.life
        received = last.number
        accepted = last.number
        held = last.number
    }

    /// The peer has begun anew; everything up to `number` is as if it had come.
    mutating func restart(life: LaneLife, after number: UInt64) {
        self = IncomingFrames(LaneReceipt(life: life, number: number))
    }

    /// A connection begins; its first acknowledgement says where we are.
    mutating func resume() {
        acknowledged = 0
        awaitsAcknowledgement = true
    }

    /// Counts the frame that is next, of so many bytes.
    ///
    /// - Returns: `false` when it has come before.
    mutating func admit(
        _ number: UInt64,
        bytes: Int,
        isMessage: Bool,
        grants: LaneGrants
    ) throws(LaneFault) -> Bool {
        guard number > received else { return false }
        guard number == received + 1 else { throw .gap(expected: received + 1, number: number) }
        guard pending.count < grants.windowFrames, pendingBytes + bytes <= grants.windowBytes else {
            throw .windowExceeded
        }
        received = number
        if !isMessage, pending.isEmpty {
            accepted = number
            unacknowledgedBytes += bytes
        } else {
            pending.append(Pending(bytes: UInt32(truncatingIfNeeded: bytes), isMessage: isMessage))
            pendingBytes += bytes
        }
        return true
    }

    /// The message that ends with this piece.
    mutating func message(
        endingWith piece: UnsafeRawBufferPointer,
        limit: Int
    ) throws(LaneFault) -> [UInt8] {
        guard isPartial else {
            guard piece.count <= limit else { throw .messageTooLarge }
            return [UInt8](piece)
        }
        try take(piece, limit: limit)
        defer {
            partial = []
            isPartial = false
        }
        return partial
    }

    /// A piece of a message that goes on.
    mutating func take(_ piece: UnsafeRawBufferPointer, limit: Int) throws(LaneFault) {
        guard partial.count + piece.count <= limit else { throw .messageTooLarge }
        partial.append(contentsOf: piece)
        isPartial = true
    }

    /// The application holds every message up to this number.
    mutating func accept(through number: UInt64) {
        held = max(held, min(number, received))
        while let next = pending.first {
            guard !next.isMessage || accepted < held else { return }
            pending.removeFirst()
            pendingBytes -= Int(next.bytes)
            accepted += 1
            unacknowledgedBytes += Int(next.bytes)
            if next.isMessage { awaitsAcknowledgement = true }
        }
    }

    /// Whether something is accepted that the peer has not been told.
    var owesAcknowledgement: Bool { awaitsAcknowledgement || accepted != acknowledged }

    /// The acknowledgement that goes out now.
    mutating func acknowledge() -> UInt64 {
        acknowledged = accepted
        awaitsAcknowledgement = false
        unacknowledgedBytes = 0
        return accepted
    }

    func checkInvariants() {
        precondition(accepted <= received, "\(accepted) accepted of \(received)")
        precondition(
            accepted + UInt64(pending.count) == received,
            "\(pending.count) wait between \(accepted) and \(received)"
        )
        let bytes = pending.reduce(0) { $0 + Int($1.bytes) }
        precondition(bytes == pendingBytes, "\(pendingBytes) bytes wait of \(bytes)")
        precondition(isPartial || partial.isEmpty, "pieces of no message")
    }
}
