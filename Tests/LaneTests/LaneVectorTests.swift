// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import WireSecurity

@testable import Messaging
@testable import Wire

/// The bytes are those that docs/lane-protocol.md says, as another hand has made them.
@Suite struct LaneVectorTests {
    private static let vectors = LaneVectors.file
    private static let random = (dialer: UInt8(0xD1), acceptor: UInt8(0xAC))
    private static let label = [UInt8](vectors.label.utf8)

    private static func framing(sealed: Bool) -> (LaneFraming, KeyringCipher?) {
        LanePair.framing(keys: sealed ? [vectors.clusterKeyHex.bytes] : [])
    }

    private func lane(_ name: MemberName, to peer: MemberName, life: UInt8) -> Lane {
        let bytes = (life..<life + 16).map { $0 }
        return Lane(from: name, to: peer, life: LaneLife(bytes)!, seed: 1, at: .origin)
    }

    private func receipt(_ number: UInt64, ofLife life: UInt8) -> LaneReceipt {
        LaneReceipt(life: LaneLife((life..<life + 16).map { $0 })!, number: number)
    }

    private func thirtyTwo(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    private func feed(
        _ bytes: [UInt8],
        to connection: inout LaneConnection,
        _ lane: inout Lane,
        by size: Int
    ) -> [LaneEvent] {
        var events: [LaneEvent] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + min(size, bytes.count))
            bytes[start..<end].withUnsafeBytes {
                events += connection.receive($0, for: &lane, at: .origin)
            }
            start = end
        }
        return events
    }

    private func unsent(_ connection: inout LaneConnection, _ lane: inout Lane) -> [UInt8] {
        connection.fill(from: &lane, at: .origin)
        let bytes = connection.withUnsent { [UInt8]($0) }
        connection.sent(bytes.count, at: .origin)
        return bytes
    }

    @Test(arguments: vectors.conversations.indices, [Int.max, 1, 7])
    func `a dialer says and reads what is written down`(index: Int, size: Int) throws {
        let vector = Self.vectors.conversations[index]
        let (framing, cipher) = Self.framing(sealed: vector.sealed)
        var lane = lane("a", to: "b", life: 0x10)
        _ = try lane.send(Array("hello".utf8))
        let deadline = Instant.origin + .seconds(2)
        _ = try lane.call("add", body: [1, 2], deadline: deadline, at: .origin)
        var connection = LaneConnection(
            dialling: &lane,
            as: LaneConnectionID(rawValue: 1),
            random: thirtyTwo(Self.random.dialer),
            framing: framing,
            at: .origin
        )
        var decoder = StreamDecoder(
            side: .acceptor,
            label: Self.label,
            encryption: cipher.map { Encryption($0) }
        )
        let opening = unsent(&connection, &lane)
        if !vector.sealed { #expect(opening == vector.dialerStreamHex.bytes) }
        let read = try decoder.receive(opening)
        #expect(read == .lane(vector.dialerHelloHex.bytes))
        let opened = feed(vector.acceptorStreamHex.bytes, to: &connection, &lane, by: size)
        #expect(opened == [.opened(anew: false)])
        let first = unsent(&connection, &lane)
        #expect(first.hex == vector.dialerRecordsHex[0].description)
        let events = feed(vector.acceptorRecordsHex[0].bytes, to: &connection, &lane, by: size)
        let hi = receipt(1, ofLife: 0x20)
        let reply = LaneReply(number: 1, status: .ok, body: [3], isStreamed: false)
        #expect(
            events == [.accepted(through: 2), .message(hi, Array("hi".utf8)), .reply(reply)]
        )
        lane.accept(through: hi)
        let second = unsent(&connection, &lane)
        #expect(second.hex == vector.dialerRecordsHex[1].description)
    }

    @Test(arguments: vectors.conversations.indices, [Int.max, 1, 7])
    func `an acceptor says and reads what is written down`(index: Int, size: Int) throws {
        let vector = Self.vectors.conversations[index]
        let (framing, cipher) = Self.framing(sealed: vector.sealed)
        let encryption = cipher.map { Encryption($0) }
        var lane = lane("b", to: "a", life: 0x20)
        var decoder = StreamDecoder(side: .acceptor, label: Self.label, encryption: encryption)
        let frame = try decoder.receive(vector.dialerStreamHex.bytes)
        #expect(frame == .lane(vector.dialerHelloHex.bytes))
        var connection = try LaneConnection(
            answering: vector.dialerHelloHex.bytes,
            for: &lane,
            as: LaneConnectionID(rawValue: 1),
            random: thirtyTwo(Self.random.acceptor),
            framing: framing,
            at: .origin
        )
        var answers = StreamDecoder(side: .dialer, label: Self.label, encryption: encryption)
        let answer = unsent(&connection, &lane)
        if !vector.sealed { #expect(answer == vector.acceptorStreamHex.bytes) }
        let read = try answers.receive(answer)
        #expect(read == .lane(vector.acceptorHelloHex.bytes))
        let events = feed(vector.dialerRecordsHex[0].bytes, to: &connection, &lane, by: size)
        let hello = receipt(1, ofLife: 0x10)
        let call = LaneCall(
            number: 1,
            method: "add",
            body: [1, 2],
            isStreamed: false,
            budget: .seconds(2)
        )
        #expect(
            events == [
                .opened(anew: false), .message(hello, Array("hello".utf8)), .call(call),
            ]
        )
        _ = try lane.send(Array("hi".utf8))
        lane.accept(through: hello)
        try lane.reply(to: 1, body: [3])
        let said = unsent(&connection, &lane)
        #expect(said.hex == vector.acceptorRecordsHex[0].description)
        let last = feed(vector.dialerRecordsHex[1].bytes, to: &connection, &lane, by: size)
        #expect(last == [.accepted(through: 2)])
        #expect(lane.isIdle)
    }

    @Test(arguments: vectors.conversations.indices)
    func `a refusal is read`(index: Int) throws {
        let vector = Self.vectors.conversations[index]
        let (framing, _) = Self.framing(sealed: vector.sealed)
        var lane = lane("a", to: "b", life: 0x10)
        let id = LaneConnectionID(rawValue: 1)
        var connection = LaneConnection(
            dialling: &lane,
            as: id,
            random: thirtyTwo(Self.random.dialer),
            framing: framing,
            at: .origin
        )
        let events = feed(vector.refusalStreamHex.bytes, to: &connection, &lane, by: 5)
        #expect(events == [.ended(id, .refused(.busy))])
        guard !vector.sealed else { return }
        let refusal = LaneConnection.refusal(
            of: vector.dialerHelloHex.bytes,
            .busy,
            "full",
            framing: framing
        )
        #expect(refusal == vector.refusalStreamHex.bytes)
    }

    @Test func `every numbered frame is written as it is written down`() {
        let body = Array("end".utf8)
        let call: [UInt8] = [0, 0, 0x07, 0xD0, 3] + Array("add".utf8) + [1, 2]
        var last = OutgoingFrame(piece: .body, of: body, at: 0..<3)
        last.exchange = LaneExchange.ours(1).word
        last.flags = LaneFlags.stream
        let pieces = Array("first half, second".utf8)
        let frames: [(String, UInt64, OutgoingFrame)] = [
            ("message", 1, OutgoingFrame(message: Array("hello".utf8))),
            ("piece", 2, OutgoingFrame(piece: .piece, of: pieces, at: 0..<12)),
            ("call", 3, OutgoingFrame(.call, of: .ours(1), flags: LaneFlags.stream, call)),
            ("reply", 4, OutgoingFrame(.reply, of: .theirs(5), [0, 0, 3])),
            ("body", 5, last),
            ("cancel", 6, OutgoingFrame(.cancel, of: .ours(1), [0, 4])),
            ("stop", 7, OutgoingFrame(.stop, of: .theirs(5), [0, 6])),
            ("void", 8, .void),
        ]
        for (name, number, frame) in frames {
            var bytes = [UInt8](repeating: 0, count: frame.byteCount)
            bytes.withUnsafeMutableBytes { frame.write(number: number, to: $0) }
            #expect(bytes.hex == LaneVectors.frame(name).hex, "\(name)")
        }
        #expect(frames.allSatisfy { $0.2.type.isNumbered })
    }
}
