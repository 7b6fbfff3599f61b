// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays compound.json and labels.json: one framing layer each (spec §5.1, §5.5).
@Suite struct FramingVectorTests {
    struct Parts: Decodable {
        let versions: [String]
        let op: String
        let description: String?
        let hex: Hex?
        let bodyHex: Hex?
        let partsHex: [Hex]?
        let truncated: Int?
        let error: Bool?
    }

    struct Label: Decodable {
        let op: String
        let labelHex: Hex?
        let packetHex: Hex
        let hex: Hex?
        let restHex: Hex?
        let error: Bool?
    }

    static let compounds = Vectors.cases("compound", as: Parts.self)
    static let labels = Vectors.cases("labels", as: Label.self)

    @Test func `parts are put together as the reference does`() {
        let vectors = Self.compounds.filter { $0.op == "encode" }
        #expect(vectors.count == 10)
        for vector in vectors {
            #expect(Compound.encode(vector.partsHex!.map(\.bytes)) == vector.hex!.bytes)
        }
    }

    @Test func `parts are taken apart as the newer versions do`() {
        // Versions before 0.2.4 miscount 128 and more parts; those vectors are theirs alone.
        let vectors = Self.compounds.filter { $0.op == "decode" && $0.versions.contains("main") }
        #expect(vectors.count == 19)
        for vector in vectors {
            let body = vector.bodyHex!.bytes
            let parts = body.withUnsafeBytes { Compound.read($0) }
            if vector.error == true {
                #expect(parts == nil, "\(vector.description!)")
            } else {
                #expect(parts?.ranges.map { [UInt8](body[$0]) } == vector.partsHex?.map(\.bytes))
                #expect(parts?.lost == vector.truncated, "\(vector.description!)")
            }
        }
    }

    @Test func `a label is put before a packet`() {
        let vectors = Self.labels.filter { $0.op == "add" }
        #expect(vectors.count == 11)
        for vector in vectors {
            let label = vector.labelHex!.bytes
            if vector.error == true {
                #expect(label.count > WireLimits.labelBytes)
            } else {
                let written = LabelHeader.encoded(label) + vector.packetHex.bytes
                #expect(written == vector.hex!.bytes)
            }
        }
    }

    @Test func `a label is taken off a packet`() throws {
        let vectors = Self.labels.filter { $0.op == "remove" }
        #expect(vectors.count == 13)
        for vector in vectors {
            let packet = vector.packetHex.bytes
            let decoder = PacketDecoder(label: vector.labelHex?.bytes ?? [])
            packet.withUnsafeBytes { bytes in
                if vector.error == true {
                    #expect(throws: PacketDrop.labelMalformed) { try decoder.unlabelled(bytes) }
                } else {
                    let rest = try? decoder.unlabelled(bytes)
                    #expect(rest.map { [UInt8]($0) } == vector.restHex!.bytes)
                }
            }
        }
    }

    @Test(arguments: [
        // The label ours, the packet's, whether we skip the check, whether it is let in.
        ("", "", false, true), ("", "blue", false, false), ("blue", "", false, false),
        ("blue", "blue", false, true), ("blue", "blues", false, false),
        ("blue", "green", false, false), ("blue", "", true, true), ("blue", "blue", true, false),
        ("", "blue", true, false), ("", "", true, true),
    ])
    func `only the label that is ours is let in`(
        ours: String,
        theirs: String,
        skips: Bool,
        admitted: Bool
    ) throws {
        let decoder = PacketDecoder(label: [UInt8](ours.utf8), skipInboundLabelCheck: skips)
        let packet = LabelHeader.encoded([UInt8](theirs.utf8)) + [8, 0x41]
        let expected =
            admitted
            ? DecodedPacket(messages: [.user([0x41])]) : DecodedPacket(drops: [.labelMismatch])
        #expect(decoder.decode(packet) == expected)

        var stream = StreamDecoder(
            side: .acceptor,
            label: [UInt8](ours.utf8),
            skipInboundLabelCheck: skips
        )
        let request = StreamEncoder(label: [UInt8](theirs.utf8)).request(.user([0x41]))
        if admitted {
            #expect(try stream.receive(request) == .user([0x41]))
        } else {
            #expect(throws: StreamError.labelMismatch) { try stream.receive(request) }
        }
    }
}
