// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

/// Replays piggyback.json: an ack that takes queued broadcasts along (spec §5.7, §12.3).
///
/// The reference forgets the length bytes of the first part; we do not, so where it fills the last
/// two bytes we may take one broadcast fewer. Never may a packet be longer than the buffer.
@Suite struct PiggybackVectorTests {
    struct Case: Decodable {
        let encryptionVsn: Int
        let messageHex: Hex
        let numNodes: Int
        let packetHex: Hex?
        let packetLen: Int
        let queuedHex: [Hex]
        let retransmitMult: Int
        let udpBufferSize: Int

        /// Bytes that the envelope of this version adds at most (spec §5.2).
        var encryptionOverhead: Int {
            switch encryptionVsn {
            case 0: 45
            case 1: 29
            default: 0
            }
        }
    }

    @Test func `an ack takes along what fits, in order, and no more`() throws {
        let cases = Vectors.cases("piggyback", as: Case.self)
        #expect(cases.count == 12)
        for vector in cases { try replay(vector) }
    }

    private func replay(_ vector: Case) throws {
        let payload = try answer(to: vector)
        let packet = PacketDecoder().decode(payload)
        #expect(packet.drops.isEmpty)
        let parts = try #require(Compound.read(vector: payload))
        #expect(parts.first == vector.messageHex.bytes)
        let room = vector.udpBufferSize - vector.encryptionOverhead
        #expect(payload.count <= room, "\(payload.count) bytes in \(room)")

        let carried = Array(parts.dropFirst())
        #expect(carried.allSatisfy { vector.queuedHex.map(\.bytes).contains($0) })
        #expect(isOrdered(carried, by: vector.queuedHex.map(\.bytes)))
        // What was left behind would not have fitted.
        let left = vector.queuedHex.map(\.bytes).filter { !carried.contains($0) }
        #expect(left.allSatisfy { payload.count + 2 + $0.count > room })

        if let reference = vector.packetHex {
            let theirs = try #require(Compound.read(vector: reference.bytes))
            let common = zip(parts, theirs).prefix { $0 == $1 }.count
            // The last of theirs may be one byte or two too many for us, or the delegate's.
            #expect(common >= min(parts.count, theirs.count) - 1)
        }
    }

    /// What a node with these broadcasts answers to the ping that the ack belongs to.
    private func answer(to vector: Case) throws -> [UInt8] {
        var settings = MembershipSettings.still
        settings.udpBufferSize = vector.udpBufferSize
        settings.packetOverhead = vector.encryptionOverhead
        settings.retransmitMult = vector.retransmitMult
        var participant = Participant.fixture(settings, peers: UInt8(vector.numNodes - 1))
        for (number, message) in vector.queuedHex.enumerated() {
            participant.spread(message.bytes, about: MemberName("subject \(number)"))
        }
        guard case .ack(let ack) = try Message.decode(vector.messageHex.bytes) else {
            throw NotAnAck()
        }
        let ping = Ping(sequenceNumber: ack.sequenceNumber, node: "self")
        let outputs = participant.receive(.ping(ping), from: home(77), at: .origin)
        participant.checkInvariants()
        guard case .sendPacket(let payload, _, _)? = outputs.first else { throw NotAnAck() }
        return payload
    }

    /// Longest first, and the newest of equal ones first.
    private func isOrdered(_ carried: [[UInt8]], by queued: [[UInt8]]) -> Bool {
        let keys = carried.map { bytes in
            (length: bytes.count, number: queued.firstIndex(of: bytes) ?? -1)
        }
        return zip(keys, keys.dropFirst()).allSatisfy { first, second in
            first.length == second.length
                ? first.number > second.number : first.length > second.length
        }
    }

    struct NotAnAck: Error {}
}

extension Compound {
    /// The parts of a whole compound; `nil` for anything else.
    fileprivate static func read(vector bytes: [UInt8]) -> [[UInt8]]? {
        guard bytes.count > 2, bytes[0] == 7 else { return nil }
        let count = Int(bytes[1])
        var start = 2 + 2 * count
        var parts: [[UInt8]] = []
        for index in 0..<count {
            let length = Int(bytes[2 + 2 * index]) << 8 | Int(bytes[3 + 2 * index])
            guard start + length <= bytes.count else { return nil }
            parts.append(Array(bytes[start..<start + length]))
            start += length
        }
        return parts
    }
}
