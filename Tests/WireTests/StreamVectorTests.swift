// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays streams.json: spec §6.
///
/// The cases with a key need a cipher and are not for this target.
@Suite struct StreamVectorTests {
    static let vectors = CapturedStream.cases(withKey: false)

    @Test func `a frame that is here as a whole is read at once`() throws {
        #expect(Self.vectors.count == 35)
        for vector in Self.vectors {
            var decoder = vector.decoder()
            #expect(decoder.isEmpty)
            let frame = try #require(try decoder.receive(vector.stream))
            #expect(!decoder.isEmpty)
            #expect(throws: Never.self) { try decoder.receiveEnd() }
            switch (frame, vector.frame) {
            case (.user(let bytes), "user"): #expect(bytes == vector.userHex?.bytes)
            case (.pushPull(let exchange), "pushPull"):
                #expect(exchange.join == vector.join)
                #expect(exchange.userState == vector.userStateHex?.bytes)
                #expect(!exchange.nodes.isEmpty)
            case (.ping, "ping"), (.error, "err"): break
            default: Issue.record("read \(frame) instead of \(vector.frame)")
            }
        }
    }

    @Test func `a frame that comes byte by byte is the same`() throws {
        for vector in Self.vectors {
            var whole = vector.decoder()
            let expected = try whole.receive(vector.stream)
            var decoder = vector.decoder()
            for byte in vector.stream.dropLast() { #expect(try decoder.receive([byte]) == nil) }
            #expect(try decoder.receive([vector.stream.last!]) == expected)
        }
    }

    @Test func `what follows a frame is ignored`() throws {
        for vector in Self.vectors {
            var whole = vector.decoder()
            let expected = try whole.receive(vector.stream)
            var decoder = vector.decoder()
            #expect(try decoder.receive(vector.stream + [0xFF, 0x00, 0xC1]) == expected)
            #expect(try decoder.receive([0xF4, 0x00]) == nil)
            #expect(throws: Never.self) { try decoder.receiveEnd() }
        }
    }

    @Test func `a stream that ends within a frame is an error wherever it ends`() throws {
        for vector in Self.vectors where vector.stream.count < 2_000 {
            for length in vector.stream.indices {
                var decoder = vector.decoder()
                #expect(try decoder.receive([UInt8](vector.stream[..<length])) == nil)
                if length == 0 {
                    #expect(throws: Never.self) { try decoder.receiveEnd() }
                } else {
                    #expect(throws: StreamError.ended(afterBytes: length)) {
                        try decoder.receiveEnd()
                    }
                }
            }
        }
    }

    @Test func `a frame is written as the older generation writes it`() throws {
        // The newer one writes lengths above 127 as signed integers; we never do (spec §3).
        let vectors = Self.vectors.filter { $0.versions.contains("0.2.2") }
        #expect(vectors.count == 16)
        for vector in vectors {
            var decoder = vector.decoder()
            let frame = try #require(try decoder.receive(vector.stream))
            #expect(frame.encoded() == vector.plainFrameHex.bytes)
            let encoder = StreamEncoder(
                label: [UInt8](vector.label.utf8),
                compression: vector.compression
            )
            #expect(encoder.reply(frame) == vector.streamHex.bytes)
            if vector.side == .acceptor { #expect(encoder.request(frame) == vector.stream) }
        }
    }
}

extension CapturedStream {
    func decoder() -> StreamDecoder {
        StreamDecoder(side: side, label: [UInt8](label.utf8))
    }
}
