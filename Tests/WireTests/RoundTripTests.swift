// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// What is written is read back, whatever it is and however it arrives.
@Suite struct RoundTripTests {
    @Test(arguments: 1...8) func `any messages survive a packet`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let label = [UInt8]("cluster".utf8.prefix(random.below(8)))
            let messages = (0...random.below(12)).map { _ in random.message() }
            let parts = messages.map { $0.encoded() }
            let payload = parts.count == 1 ? parts[0] : Compound.encode(parts)
            let encoder = PacketEncoder(label: label, compression: random.bool())
            let packet = encoder.encode(payload, checksum: random.bool())
            let decoded = PacketDecoder(label: label).decode(packet)
            #expect(decoded == DecodedPacket(messages: messages))
        }
    }

    @Test(arguments: 1...8) func `any frame survives a stream in pieces`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let label = [UInt8]("cluster".utf8.prefix(random.below(8)))
            let frame = random.frame()
            let bytes = StreamEncoder(label: label, compression: random.bool()).request(frame)
            var decoder = StreamDecoder(side: .acceptor, label: label)
            var read: StreamFrame?
            var rest = bytes[...]
            while read == nil, !rest.isEmpty {
                let piece = rest.prefix(1 + random.below(200))
                rest = rest.dropFirst(piece.count)
                read = try decoder.receive([UInt8](piece))
            }
            #expect(read == frame)
            #expect(rest.isEmpty)
        }
    }

    @Test(arguments: [0, 1, 200, 239, 260, 4_000])
    func `an application's message is folded only where that gains something`(count: Int) throws {
        var random = SeededGenerator(seed: 7)
        let payloads = [
            [UInt8](repeating: 0x78, count: count),
            (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) },
        ]
        for (payload, isChance) in zip(payloads, [false, true]) {
            for compression in [true, false] {
                let encoder = StreamEncoder(label: [0x61], compression: compression)
                let bytes = encoder.message(payload)
                var decoder = StreamDecoder(side: .acceptor, label: [0x61])
                #expect(try decoder.receive(bytes) == .user(payload))
                let plain = LabelHeader.encoded([0x61]) + StreamFrame.user(payload).encoded()
                let isFolded = bytes != plain
                #expect(isFolded == (compression && !isChance && plain.count > 258))
                #expect(bytes.count <= plain.count)
            }
        }
    }

    @Test(arguments: 1...4) func `any bytes survive being folded`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 2, 254, 255, 256, 767, 768, 1_791, 1_792, 3_837, 3_838, 3_839, 9_000] {
            let alphabet = UInt64([1, 2, 7, 256][random.below(4)])
            let bytes = (0..<count).map { _ in UInt8((random.next() >> 32) % alphabet) }
            let folded = LZWEncoder.encode(bytes)
            #expect(try LZWDecoder.decode(folded, limit: count) == bytes)
            if count > 0 {
                #expect(throws: DecompressionError.tooLarge(limit: count - 1)) {
                    try LZWDecoder.decode(folded, limit: count - 1)
                }
            }
        }
    }

    @Test func `an answer says what it says`() throws {
        let frames: [StreamFrame] = [
            .ack(Ack(sequenceNumber: 300)), .error("wrong key"),
            .pushPull(PushPull(join: true, nodes: [], userState: [1])),
        ]
        for frame in frames {
            for compression in [false, true] {
                var decoder = StreamDecoder(side: .dialer, label: [0x61])
                let bytes = StreamEncoder(label: [0x61], compression: compression).reply(frame)
                #expect(try decoder.receive(bytes) == frame)
            }
        }
    }

    @Test func `what would not become shorter is not folded`() {
        let message = Message.user([UInt8](0...200)).encoded()
        #expect(PacketEncoder(compression: true).encode(message, checksum: false) == message)
        let run = Message.user([UInt8](repeating: 7, count: 200)).encoded()
        let folded = PacketEncoder(compression: true).encode(run, checksum: false)
        #expect(folded.first == MessageType.compress.rawValue && folded.count < 60)
        #expect(PacketEncoder(compression: false).encode(run, checksum: false) == run)
    }

    @Test func `a packet is folded from the very byte where that makes it shorter`() {
        let encoder = PacketEncoder(compression: true)
        var shorter = 0
        var equal = 0
        for count in 0..<100 {
            let message = [MessageType.user.rawValue] + [UInt8](repeating: 8, count: count)
            let folded = CompressedMessage.around(message)
            let expected = folded.count < message.count ? folded : message
            #expect(encoder.encode(message, checksum: false) == expected)
            shorter += folded.count < message.count ? 1 : 0
            equal += folded.count == message.count ? 1 : 0
        }
        #expect(shorter > 0 && equal > 0)
    }
}
