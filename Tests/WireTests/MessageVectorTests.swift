// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays messages.json and decode.json: spec §3 and §4.
@Suite struct MessageVectorTests {
    struct Encoding: Decodable {
        let versions: [String]
        let message: String
        let fields: [String: FieldValue]
        let hex: Hex
        let type: UInt8?
    }

    struct Decoding: Decodable {
        let versions: [String]
        let message: String
        let description: String
        let bodyHex: Hex
        let fields: [String: FieldValue]?
        let ok: Bool
    }

    static let encodings = Vectors.cases("messages", as: Encoding.self)
    static let decodings = Vectors.cases("decode", as: Decoding.self)

    @Test func `every structure means what its bytes say`() throws {
        #expect(Self.encodings.count == 226)
        for vector in Self.encodings {
            let meant = VectorMessage(vector.message, vector.fields)
            let body = [UInt8](vector.hex.bytes.dropFirst(vector.type == nil ? 0 : 1))
            #expect(try VectorMessage(vector.message, body: body) == meant, "\(vector.hex)")
            // What follows an object is somebody else's (spec §3).
            #expect(try VectorMessage(vector.message, body: body + [0xC1, 0xFF]) == meant)
        }
    }

    @Test func `every structure is written as one of the two generations writes it`() {
        let byStructure = Dictionary(grouping: Self.encodings) { vector in
            VectorMessage(vector.message, vector.fields)
        }
        var identical = 0
        for (meant, vectors) in byStructure {
            if vectors.allSatisfy({ $0.fields.hasEmptyByteString }) { continue }
            let encoded = Hex(meant.encoded.hex)
            #expect(vectors.contains { $0.hex == encoded }, "\(meant)")
            identical += 1
        }
        // Of 226 vectors, less those that differ only in the generation that wrote them, and those
        // whose only vector has an empty byte string, which is nil to us.
        #expect(identical == 195)
    }

    @Test func `a structure ends nowhere before its last byte`() {
        for vector in Self.encodings where vector.hex.bytes.count < 300 {
            let body = [UInt8](vector.hex.bytes.dropFirst(vector.type == nil ? 0 : 1))
            for length in body.indices {
                #expect(throws: DecodeError.self) {
                    try VectorMessage(vector.message, body: [UInt8](body[..<length]))
                }
            }
        }
    }

    @Test func `alternative encodings are read as real decoders read them`() throws {
        // Of the two generations we follow the newer, which accepts more (spec §3).
        let vectors = Self.decodings.filter { $0.versions.contains("main") }
        #expect(vectors.count == 95)
        for vector in vectors {
            if vector.ok {
                let meant = VectorMessage(vector.message, try #require(vector.fields))
                let read = try VectorMessage(vector.message, body: vector.bodyHex.bytes)
                #expect(read == meant, "\(vector.description)")
            } else {
                #expect(throws: DecodeError.self, "\(vector.description)") {
                    try VectorMessage(vector.message, body: vector.bodyHex.bytes)
                }
            }
        }
    }

    @Test func `what only the older generation refuses is accepted by the newer`() {
        let refused = Self.decodings.filter { !$0.versions.contains("main") }
        #expect(refused.allSatisfy { !$0.ok && $0.description.contains("bin8") })
        for vector in refused {
            #expect(throws: Never.self) {
                try VectorMessage(vector.message, body: vector.bodyHex.bytes)
            }
        }
    }
}
