// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Nothing that arrives can trap, or cost more than its bounds.
@Suite struct MutationTests {
    private static func seeds() -> [[UInt8]] {
        var random = SeededGenerator(seed: 99)
        var seeds = PacketVectorTests.packets.map(\.messageHex.bytes)
        seeds += PacketVectorTests.packets.map(\.packetHex.bytes)
        seeds += PacketVectorTests.ingests.map(\.packetHex.bytes)
        // Without their checksums, which would hide from the mutation what lies behind them.
        seeds += PacketVectorTests.captures.flatMap(\.packets).map { datagram in
            let bytes = datagram.hex.bytes
            return bytes.first == 12 ? [UInt8](bytes.dropFirst(Checksum.headerBytes)) : bytes
        }
        for _ in 0..<60 {
            let parts = (0...random.below(9)).map { _ in random.message().encoded() }
            seeds.append(CompressedMessage.around(Compound.encode(parts)))
            seeds.append(parts[0])
        }
        return seeds
    }

    private static let packets = seeds()

    @Test(arguments: 1...10) func `no packet traps or grows beyond its bounds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let decoder = PacketDecoder()
        var taken = 0
        var dropped = 0
        for _ in 0..<3_000 {
            let original = Self.packets[random.below(Self.packets.count)]
            let decoded = decoder.decode(random.mutated(original))
            #expect(decoded.messages.count + decoded.drops.count <= WireLimits.packetParts + 1)
            taken += decoded.messages.count
            dropped += decoded.drops.count
            for message in decoded.messages {
                #expect(message.encoded().count <= WireLimits.packetDecompressedBytes + 256)
            }
        }
        #expect(taken > 500 && dropped > 500)
    }

    @Test(arguments: 1...10) func `no stream traps, and pieces change nothing`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let vectors = StreamVectorTests.vectors
        var frames = 0
        var errors = 0
        for _ in 0..<1_500 {
            let vector = vectors[random.below(vectors.count)]
            let bytes = random.mutated(vector.stream)
            let whole = Self.outcome(vector.decoder(), of: [bytes])
            let cut = random.below(bytes.count + 1)
            let halves = [[UInt8](bytes[..<cut]), [UInt8](bytes[cut...])]
            #expect(Self.outcome(vector.decoder(), of: halves) == whole)
            switch whole {
            case .success: frames += 1
            case .failure: errors += 1
            }
        }
        #expect(frames > 100 && errors > 100)
    }

    @Test(arguments: 1...4) func `no folded bytes trap or unfold beyond their limit`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let originals = LZWVectorTests.vectors.map(\.lzwHex.bytes).filter { $0.count < 4_000 }
        var unfolded = 0
        for _ in 0..<1_500 {
            let bytes = random.mutated(originals[random.below(originals.count)])
            if let result = try? LZWDecoder.decode(bytes, limit: 10_000) {
                #expect(result.count <= 10_000)
                unfolded += 1
            }
        }
        #expect(unfolded > 100)
    }

    @Test func `no random bytes are mistaken for anything that traps`() {
        var random = SeededGenerator(seed: 5)
        var results = 0
        for _ in 0..<20_000 {
            let bytes = random.bytes(atMost: 60)
            results += PacketDecoder().decode(bytes).messages.count
            for side in [StreamDecoder.Side.acceptor, .dialer] {
                var decoder = StreamDecoder(side: side)
                if (try? decoder.receive(bytes)) != nil { results += 1 }
            }
        }
        #expect(results > 0)
    }

    /// What comes of these pieces and the end of the stream.
    private static func outcome(
        _ decoder: StreamDecoder,
        of pieces: [[UInt8]]
    ) -> Result<StreamFrame?, StreamError> {
        var decoder = decoder
        do {
            for piece in pieces {
                if let frame = try decoder.receive(piece) { return .success(frame) }
            }
            try decoder.receiveEnd()
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }
}
