// SPDX-License-Identifier: Apache-2.0

package import Determinism
import Wire

/// What goes out (docs/lane-protocol.md §4, §6).
extension LaneConnection {
    /// What goes out in one record.
    private struct RecordPlan {
        var acknowledges = false
        var pings = false
        var pongs = false
        var credits = 0
        var controlBytes = 0
        var numbered: (frames: Int, bytes: Int) = (0, 0)

        var bytes: Int { controlBytes + numbered.bytes }
    }

    private static let numberFrameBytes = 12
    private static let creditFrameBytes = 20

    /// Takes what the lane has to say, as much as the peer lets be under way and as is worth
    /// preparing; to be called when whatever the events asked for has been done.
    package mutating func fill(from lane: inout Lane, at now: Instant) {
        guard phase == .open, lane.current == id else { return }
        while output.count < settings.outputBytes {
            let plan = plan(for: lane, at: now)
            guard plan.bytes > 0 else { return }
            write(plan, from: &lane, at: now)
        }
    }

    /// Calls `body` with the bytes that are to go out.
    package func withUnsent<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try output.withUnsent(body)
    }

    /// Bytes that are to go out.
    package var unsentCount: Int { output.count }

    /// So many bytes of what is to go out have been taken by the system.
    package mutating func sent(_ count: Int, at now: Instant) {
        output.sent(count)
        lastWrite = now
        if phase == .closing, output.count == 0 { since = now }
    }

    private func plan(for lane: borrowing Lane, at now: Instant) -> RecordPlan {
        var plan = RecordPlan()
        plan.pings = isPingDue
        plan.pongs = pongDue != nil
        plan.credits = min(lane.creditsDue.count, LaneLimits.creditsPerRecord)
        plan.controlBytes = plan.credits * Self.creditFrameBytes
        if plan.pings { plan.controlBytes += Self.numberFrameBytes }
        if plan.pongs { plan.controlBytes += Self.numberFrameBytes }
        let room = LaneLimits.recordBytes - plan.controlBytes - Self.numberFrameBytes
        plan.numbered = lane.outgoing.plan(
            room: room,
            windowBytes: lane.peerGrants.windowBytes,
            windowFrames: lane.peerGrants.windowFrames
        )
        // What goes out anyway takes it along.
        plan.acknowledges =
            lane.incoming.owesAcknowledgement && (plan.bytes > 0 || lane.isAcknowledgementDue(now))
        if plan.acknowledges { plan.controlBytes += Self.numberFrameBytes }
        return plan
    }

    private mutating func write(_ plan: RecordPlan, from lane: inout Lane, at now: Instant) {
        if output.count == 0 { lastWrite = now }
        if plan.numbered.frames > 0 { lane.lastActivity = now }
        let control = control(plan, from: &lane, at: now)
        guard var cipher else {
            output.append(LaneLimits.recordHeadBytes + plan.bytes) { record in
                Self.write(head: plan.bytes, to: record)
                let frames = record[LaneLimits.recordHeadBytes...]
                Self.write(
                    control,
                    plan,
                    &lane,
                    to: UnsafeMutableRawBufferPointer(rebasing: frames)
                )
            }
            return
        }
        // Taken out, so that there is one of each.
        self.cipher = nil
        var plaintext = plaintext
        self.plaintext = []
        if plaintext.count < plan.bytes {
            plaintext = [UInt8](repeating: 0, count: max(plan.bytes, 1_024))
        }
        plaintext.withUnsafeMutableBytes { bytes in
            let frames = UnsafeMutableRawBufferPointer(rebasing: bytes[..<plan.bytes])
            Self.write(control, plan, &lane, to: frames)
            let sealed = plan.bytes + type(of: cipher).overhead
            output.append(LaneLimits.recordHeadBytes + sealed) { record in
                Self.write(head: sealed, to: record)
                let content = record[LaneLimits.recordHeadBytes...]
                cipher.seal(
                    UnsafeRawBufferPointer(frames),
                    into: UnsafeMutableRawBufferPointer(rebasing: content)
                )
            }
        }
        self.plaintext = plaintext
        self.cipher = cipher
    }

    private static func write(head: Int, to record: UnsafeMutableRawBufferPointer) {
        let length = UInt32(truncatingIfNeeded: head)
        record.storeBytes(of: length.bigEndian, as: UInt32.self)
    }

    private static func write(
        _ control: [UInt8],
        _ plan: RecordPlan,
        _ lane: inout Lane,
        to frames: UnsafeMutableRawBufferPointer
    ) {
        frames.copyBytes(from: control)
        let numbered = frames[control.count...]
        lane.outgoing.write(plan.numbered, to: UnsafeMutableRawBufferPointer(rebasing: numbered))
    }

    /// The frames without numbers, which go before the others.
    private mutating func control(
        _ plan: RecordPlan,
        from lane: inout Lane,
        at now: Instant
    ) -> [UInt8] {
        guard plan.controlBytes > 0 else { return [] }
        var frames: [UInt8] = []
        frames.reserveCapacity(plan.controlBytes)
        if plan.acknowledges {
            Self.append(.acknowledgement, [lane.acknowledge()], to: &frames)
        }
        if plan.pongs, let token = pongDue {
            Self.append(.pong, [token], to: &frames)
            pongDue = nil
        }
        if plan.pings {
            Self.append(.ping, [0], to: &frames)
            isPingDue = false
            pingedAt = now
        }
        for exchange in lane.takeCreditsDue(plan.credits) {
            // What has ended since needs none, but was counted.
            let granted = lane[exchange]?.receiving.granted ?? 0
            Self.append(.credit, [exchange.word, granted], to: &frames)
        }
        return frames
    }

    private static func append(
        _ type: LaneFrameType,
        _ numbers: [UInt64],
        to frames: inout [UInt8]
    ) {
        frames.append(bigEndian: UInt32(type.rawValue) << 24 | UInt32(8 * numbers.count))
        for number in numbers { frames.append(bigEndian: number) }
    }

    /// Says why we close, behind whatever is prepared.
    mutating func appendClose(_ code: LaneCode) {
        var frame: [UInt8] = []
        frame.append(bigEndian: UInt32(LaneFrameType.close.rawValue) << 24 | 2)
        frame.append(bigEndian: code.rawValue)
        guard var cipher else {
            output.append(LaneLimits.recordHeadBytes + frame.count) { record in
                Self.write(head: frame.count, to: record)
                UnsafeMutableRawBufferPointer(rebasing: record[LaneLimits.recordHeadBytes...])
                    .copyBytes(from: frame)
            }
            return
        }
        let sealed = frame.count + type(of: cipher).overhead
        output.append(LaneLimits.recordHeadBytes + sealed) { record in
            Self.write(head: sealed, to: record)
            let content = record[LaneLimits.recordHeadBytes...]
            frame.withUnsafeBytes {
                cipher.seal($0, into: UnsafeMutableRawBufferPointer(rebasing: content))
            }
        }
        self.cipher = cipher
    }
}

extension Lane {
    /// Whether the peer is told now what is accepted: somebody may be waiting, it may be about to
    /// run out of window, or it has waited long enough.
    fileprivate func isAcknowledgementDue(_ now: Instant) -> Bool {
        incoming.awaitsAcknowledgement
            || incoming.unacknowledgedBytes >= settings.grants.windowBytes / 4
            || incoming.accepted - incoming.acknowledged >= settings.grants.windowFrames / 4
            || acknowledgementDue.map { $0 <= now } ?? false
    }

    fileprivate mutating func acknowledge() -> UInt64 {
        acknowledgementDue = nil
        return incoming.acknowledge()
    }

    /// The next calls whose peer is to be told what it may send.
    fileprivate mutating func takeCreditsDue(_ count: Int) -> [LaneExchange] {
        let taken = Array(creditsDue.prefix(count))
        creditsDue.removeFirst(taken.count)
        for exchange in taken { self[exchange]?.receiving.isCreditDue = false }
        return taken
    }
}
