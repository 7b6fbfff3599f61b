// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// Every bound of a packet, just kept and just passed; and every reason to drop one.
@Suite struct PacketLimitTests {
    private let user = Message.user([1, 2, 3])

    private func decode(_ packet: [UInt8]) -> DecodedPacket { PacketDecoder().decode(packet) }

    @Test func `an empty datagram holds nothing`() {
        #expect(decode([]) == DecodedPacket())
        #expect(PacketDecoder(label: [0x61]).decode([]) == DecodedPacket())
    }

    @Test func `a label before nothing holds an empty message`() {
        let packet = LabelHeader.encoded([0x61])
        let decoded = PacketDecoder(label: [0x61]).decode(packet)
        #expect(decoded == DecodedPacket(drops: [.emptyPart]))
    }

    @Test func `folded messages nest as deep as the limit and no deeper`() {
        var packet = user.encoded()
        for _ in 0..<WireLimits.packetDepth { packet = CompressedMessage.around(packet) }
        #expect(decode(packet) == DecodedPacket(messages: [user]))
        packet = CompressedMessage.around(packet)
        #expect(decode(packet) == DecodedPacket(drops: [.nestedTooDeep]))
    }

    @Test func `compounds nest as deep as the limit and no deeper`() {
        var packet = user.encoded()
        for _ in 0..<WireLimits.packetDepth { packet = Compound.encode([packet, user.encoded()]) }
        #expect(decode(packet).messages.count == WireLimits.packetDepth + 1)
        #expect(decode(packet).drops.isEmpty)
        packet = Compound.encode([packet, user.encoded()])
        #expect(decode(packet).messages.count == WireLimits.packetDepth)
        #expect(decode(packet).drops == [.nestedTooDeep])
    }

    /// Bytes that fold to about a seventh, from a seed.
    private func text(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        return (0..<count).map { _ in UInt8.random(in: 0...1, using: &generator) }
    }

    @Test func `one packet unfolds to so many bytes and no more`() {
        let limit = WireLimits.packetDecompressedBytes
        let full = Message.user(text(limit - 1))
        #expect(decode(CompressedMessage.around(full.encoded())).messages == [full])
        let over = Message.user(text(limit))
        let drop = PacketDrop.decompression(.tooLarge(limit: limit))
        #expect(decode(CompressedMessage.around(over.encoded())).drops == [drop])
    }

    @Test func `the parts of a packet share what it may unfold to`() {
        let count = WireLimits.packetUnfoldedBytes / 2
        let half = Message.user([UInt8](repeating: 0, count: count - 1))
        let folded = CompressedMessage.around(half.encoded())
        #expect(folded.count < 512)
        #expect(decode(Compound.encode([folded, folded])).messages.count == 2)
        let decoded = decode(
            Compound.encode([folded, folded, CompressedMessage.around([8]), user.encoded()])
        )
        #expect(decoded.messages == [half, half, user])
        let limit = WireLimits.packetDecompressionRatio
        #expect(decoded.drops == [.decompression(.ratioExceeded(limit: limit))])
    }

    @Test func `a small packet unfolds to what a datagram could carry, and no more`() {
        let limit = WireLimits.packetUnfoldedBytes
        let ratio = WireLimits.packetDecompressionRatio
        let full = Message.user([UInt8](repeating: 0, count: limit - 1))
        let folded = CompressedMessage.around(full.encoded())
        #expect(folded.count * ratio < limit)
        #expect(decode(folded).messages == [full])
        let over = Message.user([UInt8](repeating: 0, count: limit))
        let drop = PacketDrop.decompression(.ratioExceeded(limit: ratio))
        #expect(decode(CompressedMessage.around(over.encoded())).drops == [drop])
        #expect(drop.reason == "decompression-ratio")
    }

    @Test func `layer upon layer unfolds no further than one`() {
        let zeros = Message.user([UInt8](repeating: 0, count: 60_000))
        let twice = CompressedMessage.around(CompressedMessage.around(zeros.encoded()))
        #expect(decode(twice).messages == [zeros])
        let bomb = Message.user([UInt8](repeating: 0, count: 1 << 20))
        var packet = bomb.encoded()
        for _ in 0..<WireLimits.packetDepth { packet = CompressedMessage.around(packet) }
        let ratio = WireLimits.packetDecompressionRatio
        #expect(decode(packet).drops == [.decompression(.ratioExceeded(limit: ratio))])
    }

    @Test func `one packet has so many parts and no more`() {
        let limit = WireLimits.packetParts
        // Type, count, lengths of 1, then as many bare user messages.
        func compound(_ parts: Int) -> [UInt8] {
            [7, UInt8(parts)] + (0..<parts).flatMap { _ in [0, 1] as [UInt8] }
                + [UInt8](repeating: 8, count: parts)
        }
        let full = [[UInt8]](repeating: compound(128), count: limit / 128)
        #expect(decode(Compound.encode(full)).messages.count == limit)
        #expect(decode(Compound.encode(full)).drops.isEmpty)

        let over = decode(Compound.encode(full + [compound(128)]))
        #expect(over.messages.count == limit)
        #expect(over.drops == [.tooManyParts(limit: limit)])
    }

    @Test func `one bad part does not spoil the others`() {
        let parts: [[UInt8]] = [user.encoded(), [99], [0, 0x05], user.encoded()]
        let decoded = decode(Compound.encode(parts))
        #expect(decoded.messages == [user, user])
        #expect(
            decoded.drops == [
                .unknownType(99), .malformed(.ping, .unexpectedFormat(0x05, at: 1)),
            ]
        )
    }

    @Test func `a compound keeps what came before its end`() {
        let whole = Compound.encode([user.encoded(), user.encoded(), user.encoded()])
        let decoded = decode([UInt8](whole.dropLast(5)))
        #expect(decoded.messages == [user])
        #expect(decoded.drops == [.truncatedCompound(lost: 2)])
        #expect(decode([7]).drops == [.compoundWithoutTable])
        #expect(decode([7, 2, 0, 1, 0]).drops == [.compoundWithoutTable])
        #expect(decode([7, 0]) == DecodedPacket())
        #expect(decode([7, 2, 0, 0, 0, 1, 8]).drops == [.emptyPart])
    }

    @Test func `a checksum counts only where it is outermost`() {
        let sound = Checksum.prepended(to: user.encoded())
        #expect(decode(sound).messages == [user])
        var broken = sound
        broken[2] ^= 1
        #expect(decode(broken).drops == [.checksumMismatch])
        #expect(decode([12, 0, 0, 0]).drops == [.unknownType(12)])
        #expect(decode(Checksum.prepended(to: sound)).drops == [.unknownType(12)])
        #expect(decode(Compound.encode([sound])).drops == [.unknownType(12)])
        #expect(decode(Checksum.prepended(to: [])).drops == [.emptyPart])
    }

    @Test(arguments: [6, 10, 13, 14, 99, 112, 255] as [UInt8])
    func `a type that has no place in packets is unknown`(type: UInt8) {
        #expect(decode([type, 0x80]).drops == [.unknownType(type)])
    }

    @Test func `what does not unfold is dropped`() {
        #expect(decode([9, 0x80]).drops == [.decompression(.endCodeMissing)])
        #expect(decode([9]).drops == [.decompression(.malformed(.truncated(at: 1)))])
        let other = CompressedMessage(algorithm: 3, buffer: [0, 3, 2]).encoded(as: .compress)
        #expect(decode(other).drops == [.decompression(.unknownAlgorithm(3))])
        let empty = CompressedMessage(algorithm: 0, buffer: [0, 3, 2]).encoded(as: .compress)
        #expect(decode(empty).drops == [.emptyPart])
        let early = CompressedMessage(algorithm: 0, buffer: [0, 0xFF, 0xFF]).encoded(as: .compress)
        #expect(decode(early).drops == [.decompression(.unknownCode(511))])
    }

    @Test func `every reason has a name of its own`() {
        let drops: [PacketDrop] = [
            .labelMalformed, .labelMismatch, .checksumMismatch, .unknownType(1),
            .malformed(.ping, .empty), .decompression(.endCodeMissing), .nestedTooDeep,
            .compoundWithoutTable, .truncatedCompound(lost: 1), .emptyPart,
            .tooManyParts(limit: 1),
        ]
        #expect(Set(drops.map(\.reason)).count == drops.count)
        #expect(Set(drops.map(\.description)).count == drops.count)
    }
}
