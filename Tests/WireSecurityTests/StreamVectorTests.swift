// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire
@testable import WireSecurity

/// Replays the encrypted cases of streams.json: spec §6.
@Suite struct StreamVectorTests {
    static let vectors = CapturedStream.cases(withKey: true)

    @Test func `a sealed frame is what it was before`() throws {
        #expect(Self.vectors.count == 210)
        for vector in Self.vectors {
            var decoder = try vector.decoder()
            #expect(try decoder.receive(vector.stream) == vector.plainFrame())
            #expect(throws: Never.self) { try decoder.receiveEnd() }
        }
    }

    @Test func `a sealed frame that comes byte by byte is the same`() throws {
        for vector in Self.vectors where vector.stream.count < 4_096 {
            var decoder = try vector.decoder()
            for byte in vector.stream.dropLast() { #expect(try decoder.receive([byte]) == nil) }
            #expect(try decoder.receive([vector.stream.last!]) == vector.plainFrame())
        }
    }

    @Test func `a sealed frame is written as the older generation writes it`() throws {
        // The newer one writes lengths above 127 as signed integers; we never do (spec §3).
        let vectors = Self.vectors.filter { $0.versions.contains("0.2.2") }
        #expect(vectors.count == 96)
        for vector in vectors {
            let encoder = StreamEncoder(
                label: [UInt8](vector.label.utf8),
                compression: vector.compression,
                encryption: try Encryption.with(
                    vector.keyHex,
                    protocolVersion: vector.protocolVersion,
                    nonce: vector.nonceHex!.bytes
                )
            )
            let frame = try vector.plainFrame()
            #expect(encoder.reply(frame) == vector.streamHex.bytes)
            if vector.side == .acceptor { #expect(encoder.request(frame) == vector.stream) }
        }
    }
}

extension CapturedStream {
    fileprivate func decoder() throws -> StreamDecoder {
        StreamDecoder(
            side: side,
            label: [UInt8](label.utf8),
            encryption: try Encryption.with(keyHex)
        )
    }

    /// The frame, read without any cipher from the plain bytes.
    fileprivate func plainFrame() throws -> StreamFrame {
        var decoder = StreamDecoder(side: side)
        return try #require(try decoder.receive(plainFrameHex.bytes))
    }
}
