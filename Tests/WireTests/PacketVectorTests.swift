// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays packets.json, ingest.json, piggyback.json and udp_captures.json: spec §5.
///
/// The cases with a key need a cipher and are not for this target.
@Suite struct PacketVectorTests {
    struct Ingest: Decodable {
        struct Sent: Decodable {
            let packetHex: Hex
        }

        let description: String
        let keyHex: Hex
        let label: String
        let packetHex: Hex
        let skipInboundLabelCheck: Bool?
        /// That version crashes; what it delivered before says nothing about us.
        let panic: Bool?
        let deliveredUserHexAnyOrder: [Hex]
        let sent: [Sent]
    }

    struct Piggyback: Decodable {
        let messageHex: Hex
        let packetHex: Hex?
        let packetLen: Int
        let queuedHex: [Hex]
        let delegateGetBroadcastsArgs: [[Int]]?
        let udpBufferSize: Int
    }

    struct Capture: Decodable {
        struct Datagram: Decodable {
            let from: String
            let hex: Hex
        }

        let compression: Bool
        let keyHex: Hex
        let label: String
        let packets: [Datagram]
    }

    static let packets = CapturedPacket.cases(withKey: false)
    static let ingests = Vectors.cases("ingest", as: Ingest.self)
        .filter { $0.keyHex.bytes.isEmpty && $0.panic != true }
    static let captures = Vectors.cases("udp_captures", as: Capture.self)
        .filter(\.keyHex.bytes.isEmpty)

    @Test func `a packet is written as the reference writes it`() {
        #expect(Self.packets.count == 48)
        for vector in Self.packets {
            let label = [UInt8](vector.label.utf8)
            let encoder = PacketEncoder(label: label, compression: vector.compression)
            let packet = encoder.encode(vector.messageHex.bytes, checksum: vector.peerPmax >= 5)
            #expect(packet == vector.packetHex.bytes)
            #expect(encoder.overhead == (label.isEmpty ? 0 : 2 + label.count))
        }
    }

    @Test func `a packet is read back through all its layers`() throws {
        for vector in Self.packets {
            let decoder = PacketDecoder(label: [UInt8](vector.label.utf8))
            let message = try Message.decode(vector.messageHex.bytes)
            let packet = decoder.decode(vector.packetHex.bytes)
            #expect(packet == DecodedPacket(messages: [message]))
        }
    }

    @Test func `raw packets deliver what they deliver to a real node`() throws {
        #expect(Self.ingests.count == 50)
        for vector in Self.ingests {
            let decoder = PacketDecoder(
                label: [UInt8](vector.label.utf8),
                skipInboundLabelCheck: vector.skipInboundLabelCheck ?? false
            )
            let packet = decoder.decode(vector.packetHex.bytes)
            let delivered = packet.messages.compactMap { message in
                if case .user(let bytes) = message { bytes.hex } else { nil }
            }
            let expected = vector.deliveredUserHexAnyOrder.map(\.bytes.hex)
            #expect(delivered.sorted() == expected.sorted(), "\(vector.description)")
            for sent in vector.sent {
                guard case .ack(let ack) = try Message.decode(sent.packetHex.bytes) else {
                    Issue.record("a node answers with acks only")
                    continue
                }
                let pings = packet.messages.compactMap { message in
                    if case .ping(let ping) = message { ping.sequenceNumber } else { nil }
                }
                #expect(pings.contains(ack.sequenceNumber), "\(vector.description)")
            }
            if vector.description.contains("dropped"), packet.messages.isEmpty {
                #expect(!packet.drops.isEmpty, "\(vector.description)")
            }
        }
    }

    @Test func `a piggybacked packet is a compound of the message and queued broadcasts`() {
        let vectors = Vectors.cases("piggyback", as: Piggyback.self)
        var replayed = 0
        for vector in vectors {
            guard let bytes = vector.packetHex?.bytes else { continue }
            #expect(bytes.count == vector.packetLen)
            let packet = PacketDecoder().decode(bytes)
            #expect(packet.drops.isEmpty)
            let parts = packet.messages.map { $0.encoded() }
            #expect(parts.first == vector.messageHex.bytes)
            let queued = Set(vector.queuedHex)
            let fromQueue = parts.dropFirst().filter { queued.contains(Hex($0.hex)) }
            let fromDelegate = vector.delegateGetBroadcastsArgs == nil ? 0 : 1
            #expect(fromQueue.count == parts.count - 1 - fromDelegate)
            #expect(Compound.encode(parts) == bytes)
            replayed += 1
        }
        #expect(replayed == 4)
    }

    @Test func `what two real nodes say to each other is read and written alike`() throws {
        #expect(Self.captures.count == 4)
        var replayed = 0
        for capture in Self.captures {
            let label = [UInt8](capture.label.utf8)
            let decoder = PacketDecoder(label: label)
            let encoder = PacketEncoder(label: label, compression: capture.compression)
            for datagram in capture.packets {
                let packet = decoder.decode(datagram.hex.bytes)
                #expect(packet.drops.isEmpty)
                let parts = packet.messages.map { $0.encoded() }
                let payload = parts.count == 1 ? parts[0] : Compound.encode(parts)
                let hasChecksum = datagram.hex.bytes.first == MessageType.checksum.rawValue
                let written = encoder.encode(payload, checksum: hasChecksum)
                #expect(written == datagram.hex.bytes, "from \(datagram.from)")
                replayed += 1
            }
        }
        #expect(replayed == 77)
    }
}
