// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing
import Wire

@testable import WireSecurity

/// Replays the encrypted cases of packets.json, ingest.json and udp_captures.json: spec §5.
@Suite struct PacketVectorTests {
    struct Ingest: Decodable {
        let description: String
        let keyHex: Hex
        let label: String
        let packetHex: Hex
        let skipInboundLabelCheck: Bool?
        let verifyIncoming: Bool
        let deliveredUserHexAnyOrder: [Hex]
    }

    struct Capture: Decodable {
        struct Datagram: Decodable {
            let hex: Hex
        }

        let compression: Bool
        let keyHex: Hex
        let label: String
        let packets: [Datagram]
    }

    static let packets = CapturedPacket.cases(withKey: true)

    @Test func `a packet is sealed as the reference seals it`() throws {
        #expect(Self.packets.count == 192)
        for vector in Self.packets {
            let label = [UInt8](vector.label.utf8)
            let encryption = try Encryption.with(
                vector.keyHex,
                protocolVersion: vector.protocolVersion,
                nonce: vector.nonceHex!.bytes
            )
            let encoder = PacketEncoder(
                label: label,
                compression: vector.compression,
                encryption: encryption
            )
            let packet = encoder.encode(vector.messageHex.bytes, checksum: vector.peerPmax >= 5)
            #expect(packet == vector.packetHex.bytes)
            let labelBytes = label.isEmpty ? 0 : 2 + label.count
            let envelopeBytes = vector.protocolVersion == 1 ? 45 : 29
            #expect(encoder.overhead == labelBytes + envelopeBytes)
        }
    }

    @Test func `a sealed packet is read back through all its layers`() throws {
        for vector in Self.packets {
            let decoder = PacketDecoder(
                label: [UInt8](vector.label.utf8),
                encryption: try Encryption.with(vector.keyHex)
            )
            let message = try Message.decode(vector.messageHex.bytes)
            let packet = decoder.decode(vector.packetHex.bytes)
            #expect(packet == DecodedPacket(messages: [message]))
        }
    }

    @Test func `raw packets deliver what they deliver to a real node with a key`() throws {
        let vectors = Vectors.cases("ingest", as: Ingest.self)
            .filter { !$0.keyHex.bytes.isEmpty }
        #expect(vectors.count == 16)
        for vector in vectors {
            let encryption = try Encryption.with(
                vector.keyHex,
                verifyIncoming: vector.verifyIncoming
            )
            let decoder = PacketDecoder(
                label: [UInt8](vector.label.utf8),
                encryption: encryption,
                skipInboundLabelCheck: vector.skipInboundLabelCheck ?? false
            )
            let packet = decoder.decode(vector.packetHex.bytes)
            let expected = vector.deliveredUserHexAnyOrder.map { Message.user($0.bytes) }
            #expect(packet.messages == expected, "\(vector.description)")
            #expect(packet.drops.isEmpty == !expected.isEmpty, "\(vector.description)")
        }
    }

    @Test func `what two real nodes say to each other in secret is understood`() throws {
        let captures = Vectors.cases("udp_captures", as: Capture.self)
            .filter { !$0.keyHex.bytes.isEmpty }
        #expect(captures.count == 3)
        var replayed = 0
        for capture in captures {
            let decoder = PacketDecoder(
                label: [UInt8](capture.label.utf8),
                encryption: try Encryption.with(capture.keyHex)
            )
            for datagram in capture.packets {
                let packet = decoder.decode(datagram.hex.bytes)
                #expect(packet.drops.isEmpty)
                #expect(!packet.messages.isEmpty)
                replayed += 1
            }
        }
        #expect(replayed == 57)
    }
}
