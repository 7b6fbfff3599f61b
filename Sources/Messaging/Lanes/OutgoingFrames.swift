// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// What one side has said under numbers and the other has not acknowledged, in order
/// (docs/lane-protocol.md §7).
struct OutgoingFrames: Equatable, Sendable {
    private var frames: Deque<OutgoingFrame> = []
    /// The number of the first of `frames`; when there is none, of the next that is added.
    private(set) var first: UInt64 = 1
    /// The number of the next frame that is written to the present connection.
    private(set) var cursor: UInt64 = 1
    /// The number of the first frame that was never written to any connection.
    private(set) var unwritten: UInt64 = 1
    /// Bytes of all frames.
    private(set) var bytes = 0
    /// Bytes of the frames before `cursor`, which count against the window.
    private(set) var inFlightBytes = 0
    /// Bytes of the bodies among all frames.
    private(set) var bodyBytes = 0

    var count: Int { frames.count }
    var isEmpty: Bool { frames.isEmpty }
    /// The number of the next frame that is added.
    var next: UInt64 { first + UInt64(frames.count) }
    var hasUnwritten: Bool { cursor < next }

    @discardableResult
    mutating func append(_ frame: OutgoingFrame) -> UInt64 {
        let number = next
        frames.append(frame)
        count(frame, 1)
        return number
    }

    private mutating func count(_ frame: OutgoingFrame, _ sign: Int) {
        bytes += sign * frame.byteCount
        if frame.type == .body { bodyBytes += sign * frame.byteCount }
    }

    // MARK: Writing

    /// How many of the next frames fit into a record with room for `room` bytes, and into what the
    /// peer lets be unacknowledged; and their bytes.
    func plan(room: Int, windowBytes: Int, windowFrames: Int) -> (frames: Int, bytes: Int) {
        let start = Int(cursor - first)
        let most = min(frames.count, windowFrames) - start
        guard most > 0 else { return (0, 0) }
        let room = min(room, windowBytes - inFlightBytes)
        var (taken, bytes) = (0, 0)
        while taken < most {
            let size = frames[start + taken].byteCount
            guard bytes + size <= room else { break }
            bytes += size
            taken += 1
        }
        return (taken, bytes)
    }

    /// Writes the next frames, as planned.
    mutating func write(_ plan: (frames: Int, bytes: Int), to bytes: UnsafeMutableRawBufferPointer)
    {
        var offset = 0
        let start = Int(cursor - first)
        for index in start..<start + plan.frames {
            let size = frames[index].byteCount
            frames[index].write(
                number: first + UInt64(index),
                to: UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + size])
            )
            offset += size
        }
        cursor += UInt64(plan.frames)
        unwritten = max(unwritten, cursor)
        inFlightBytes += offset
    }

    // MARK: What the peer says

    /// The peer has accepted everything up to `number`: forgets it.
    ///
    /// - Returns: whether a message was among it.
    mutating func acknowledge(through number: UInt64) throws(LaneFault) -> Bool {
        guard number >= first else { return false }
        // Not only of what went out on this connection: another may have carried it before.
        guard number < unwritten else { throw .acknowledgedUnsent(number) }
        guard frames[Int(number - first)].type != .piece else {
            throw .acknowledgedInPart(number)
        }
        var hadMessage = false
        while first <= number {
            let frame = frames.removeFirst()
            hadMessage = hadMessage || frame.type == .message
            if first < cursor { inFlightBytes -= frame.byteCount }
            count(frame, -1)
            first += 1
        }
        cursor = max(cursor, first)
        return hadMessage
    }

    /// A connection begins, to a peer that has received everything up to `number`.
    mutating func resume(after number: UInt64) throws(LaneFault) {
        guard number < unwritten else { throw .acknowledgedUnsent(number) }
        cursor = max(number + 1, first)
        inFlightBytes = 0
        for index in 0..<Int(cursor - first) { inFlightBytes += frames[index].byteCount }
    }

    /// A connection begins, to a peer that knows nothing of us and expects `number` first, as our
    /// opening told it.
    ///
    /// What has been acknowledged since, on another connection, goes out again as nothing.
    mutating func restart(at number: UInt64) {
        while first > number {
            frames.prepend(.void)
            count(.void, 1)
            first -= 1
        }
        cursor = first
        inFlightBytes = 0
    }

    /// Leaves nothing of the frames for which `isLost` but their numbers.
    mutating func void(where isLost: (OutgoingFrame) -> Bool) {
        for index in frames.indices where isLost(frames[index]) {
            let frame = frames[index]
            count(frame, -1)
            if index < Int(cursor - first) {
                inFlightBytes -= frame.byteCount - OutgoingFrame.void.byteCount
            }
            frames[index] = .void
            count(.void, 1)
        }
    }

    /// Leaves nothing of a message of which nothing was ever written but its numbers.
    ///
    /// - Parameter number: of its last frame.
    /// - Returns: `false` when some of it was written, or there is no such message.
    mutating func withdraw(_ number: UInt64) -> Bool {
        guard number >= unwritten, number >= first, number < next else { return false }
        let last = Int(number - first)
        guard frames[last].type == .message else { return false }
        var start = last
        while start > 0, frames[start - 1].type == .piece { start -= 1 }
        guard first + UInt64(start) >= unwritten else { return false }
        for index in start...last {
            count(frames[index], -1)
            frames[index] = .void
            count(.void, 1)
        }
        return true
    }

    /// Takes back whole messages that were never written, last of all: nothing may follow.
    mutating func takeUnwrittenMessages() -> [[UInt8]] {
        var messages: [[UInt8]] = []
        for index in Int(unwritten - first)..<frames.count where frames[index].type == .message {
            // Pieces of one message share all of it.
            messages.append(frames[index].payload)
        }
        while next > unwritten, let frame = frames.popLast() { count(frame, -1) }
        return messages
    }

    func checkInvariants() {
        precondition(cursor >= first, "the next frame \(cursor) is before the first \(first)")
        precondition(cursor <= next, "the next frame \(cursor) is behind the last, \(next)")
        precondition(unwritten >= cursor, "frame \(cursor) is said never to be written")
        let all = frames.reduce(0) { $0 + $1.byteCount }
        precondition(bytes == all, "\(bytes) bytes are counted of \(all)")
        let sent = frames.prefix(Int(cursor - first)).reduce(0) { $0 + $1.byteCount }
        precondition(inFlightBytes == sent, "\(inFlightBytes) in flight of \(sent)")
        let bodies = frames.reduce(0) { $0 + ($1.type == .body ? $1.byteCount : 0) }
        precondition(bodyBytes == bodies, "\(bodyBytes) bytes of bodies are counted of \(bodies)")
    }
}
