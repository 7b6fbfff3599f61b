// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays lzw.json: spec §5.4.
@Suite struct LZWVectorTests {
    struct Vector: Decodable {
        let description: String
        let lzwHex: Hex
        let compressMessageHex: Hex?
        let compressMessageLen: Int?
        let payloadCrc32: UInt32?
        let payloadHex: Hex?
        let payloadGenerator: Generator?
        let payloadLen: Int?
        let algo: UInt8?
        let decodeOnly: Bool?
        let error: Bool?

        /// The bytes that were folded.
        var payload: [UInt8] {
            payloadHex?.bytes ?? payloadGenerator?.bytes ?? []
        }
    }

    struct Generator: Decodable {
        let kind: String
        let length: Int
        let mask: UInt32?
        let seed: UInt32?
        let byte: UInt8?

        var bytes: [UInt8] {
            if let byte { return [UInt8](repeating: byte, count: length) }
            var x = seed!
            return (0..<length).map { _ in
                x = x &* 1_664_525 &+ 1_013_904_223
                return UInt8(x >> 24 & mask!)
            }
        }
    }

    static let vectors = Vectors.cases("lzw", as: Vector.self)
    static let limit = 40 << 20

    @Test func `bytes unfold to what was folded`() throws {
        var replayed = 0
        for vector in Self.vectors where vector.error != true {
            let unfolded = try LZWDecoder.decode(vector.lzwHex.bytes, limit: Self.limit)
            #expect(unfolded == vector.payload, "\(vector.description)")
            if let sum = vector.payloadCrc32 { #expect(Checksum.of(unfolded) == sum) }
            replayed += 1
        }
        #expect(replayed == 64)
    }

    @Test func `bytes fold to what the reference folds them to`() {
        var replayed = 0
        for vector in Self.vectors where vector.decodeOnly != true {
            let payload = vector.payload
            #expect(payload.count == vector.payloadLen)
            let message = CompressedMessage.around(payload)
            #expect(message.count == vector.compressMessageLen, "\(vector.description)")
            #expect(message.suffix(vector.lzwHex.bytes.count) == vector.lzwHex.bytes[...])
            if let whole = vector.compressMessageHex { #expect(message == whole.bytes) }
            replayed += 1
        }
        #expect(replayed == 60)
    }

    @Test func `what does not unfold is refused`() {
        let vectors = Self.vectors.filter { $0.error == true }
        #expect(vectors.count == 6)
        for vector in vectors {
            let message = CompressedMessage(algorithm: vector.algo!, buffer: vector.lzwHex.bytes)
            #expect(throws: DecompressionError.self, "\(vector.description)") {
                try message.unfolded(limit: Self.limit)
            }
        }
    }

    @Test func `folded bytes without their end are refused at every length`() {
        let short = Self.vectors.filter { $0.decodeOnly != true && $0.lzwHex.bytes.count < 64 }
        #expect(!short.isEmpty)
        for vector in short {
            let folded = vector.lzwHex.bytes
            for length in folded.indices {
                #expect(throws: DecompressionError.endCodeMissing) {
                    try LZWDecoder.decode([UInt8](folded[..<length]), limit: Self.limit)
                }
            }
            #expect(throws: Never.self) {
                try LZWDecoder.decode(folded + [1, 2, 3], limit: Self.limit)
            }
        }
    }
}
