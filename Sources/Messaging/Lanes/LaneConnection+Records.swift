// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Records and the frames in them (docs/lane-protocol.md §4, §6).
extension LaneConnection {
    /// Reads all records that are whole, in place where they came in one piece.
    mutating func receiveRecords(
        _ bytes: UnsafeRawBufferPointer,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        var rest = bytes
        while !input.isEmpty {
            let missing = try missingBytes()
            let piece = min(missing, rest.count)
            input.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<piece]))
            rest = UnsafeRawBufferPointer(rebasing: rest[piece...])
            guard piece == missing else { return }
            guard try missingBytes() == 0 else { continue }
            // Taken out, so that it can be read while the connection changes.
            var record = input
            input = []
            try record.span.bytes.withUnsafeBytes { (record) throws(LaneFault) in
                let content = record[LaneLimits.recordHeadBytes...]
                try take(UnsafeRawBufferPointer(rebasing: content), for: &lane, at: now, &events)
            }
            record.removeAll(keepingCapacity: true)
            input = record
            guard phase == .open else { return }
        }
        while rest.count >= LaneLimits.recordHeadBytes {
            let end = try LaneLimits.recordHeadBytes + contentBytes(rest)
            guard rest.count >= end else { break }
            let content = rest[LaneLimits.recordHeadBytes..<end]
            try take(UnsafeRawBufferPointer(rebasing: content), for: &lane, at: now, &events)
            guard phase == .open else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[end...])
        }
        input.append(contentsOf: rest)
    }

    /// How much of the record that `input` begins is not there: first of its head, then of all.
    private func missingBytes() throws(LaneFault) -> Int {
        let head = LaneLimits.recordHeadBytes
        guard input.count >= head else { return head - input.count }
        return try input.span.bytes.withUnsafeBytes { (input) throws(LaneFault) in
            try head + contentBytes(input) - input.count
        }
    }

    /// The bytes behind the head of a record.
    private func contentBytes(_ record: UnsafeRawBufferPointer) throws(LaneFault) -> Int {
        let length = Int(UInt32(bigEndian: record.loadUnaligned(as: UInt32.self)))
        let sealing = cipher.map { type(of: $0).overhead } ?? 0
        guard length > sealing, length <= LaneLimits.recordBytes + sealing else {
            throw .recordLength(length)
        }
        return length
    }

    private mutating func take(
        _ content: UnsafeRawBufferPointer,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        guard cipher != nil else {
            return try takeFrames(content, for: &lane, at: now, &events)
        }
        var opened = plaintext
        plaintext = []
        guard cipher?.open(content, into: &opened) == true else { throw .recordSeal }
        try opened.span.bytes.withUnsafeBytes { (frames) throws(LaneFault) in
            try takeFrames(frames, for: &lane, at: now, &events)
        }
        plaintext = opened
    }

    private mutating func takeFrames(
        _ frames: UnsafeRawBufferPointer,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        if case .confirming(let peer) = phase { try open(peer, for: &lane, at: now, &events) }
        guard phase == .open else { return }
        guard lane.current == id else {
            return end(.closed(.superseded), tells: .superseded, &lane, at: now, &events)
        }
        var offset = 0
        while offset < frames.count {
            guard frames.count - offset >= 4 else { throw .frameTruncated }
            let head = UInt32(
                bigEndian: frames.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            )
            let start = offset + 4
            offset = start + Int(head & 0xFF_FFFF)
            guard offset <= frames.count else { throw .frameTruncated }
            let content = UnsafeRawBufferPointer(rebasing: frames[start..<offset])
            guard let type = LaneFrameType(rawValue: UInt8(head >> 24)) else {
                let number = UInt8(head >> 24)
                guard number >= LaneFrameType.firstOptional else { throw .frameUnknown(number) }
                continue
            }
            if type.isNumbered {
                try lane.receive(type, content, at: now, &events)
            } else {
                try receive(control: type, content, for: &lane, at: now, &events)
                guard phase == .open else { return }
            }
        }
        if lane.acknowledgementDue == nil, lane.incoming.owesAcknowledgement {
            lane.acknowledgementDue = now + settings.acknowledgementDelay
        }
    }

    /// A frame that has no number, since it is said anew on each connection.
    private mutating func receive(
        control type: LaneFrameType,
        _ content: UnsafeRawBufferPointer,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        let expected =
            switch type {
            case .credit: 16
            case .close: 2
            default: 8
            }
        let isWhole = type == .close ? content.count >= expected : content.count == expected
        guard isWhole else { throw .frameMalformed(type) }
        switch type {
        case .close:
            let code = UInt16(bigEndian: content.loadUnaligned(as: UInt16.self))
            let reason = LaneEnd.closedByPeer(LaneCode(rawValue: code))
            end(reason, tells: nil, &lane, at: now, &events)
        case .acknowledgement:
            try lane.receive(acknowledgement: Self.number(content, at: 0), &events)
        case .credit:
            let exchange = LaneExchange(received: Self.number(content, at: 0))
            try lane.receive(credit: Self.number(content, at: 8), for: exchange, &events)
        case .ping: pongDue = Self.number(content, at: 0)
        default: break
        }
    }

    private static func number(_ content: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(bigEndian: content.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
