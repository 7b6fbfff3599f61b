// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Foundation
import Testing
import Wire

@testable import WireSecurity

/// Replays crypto.json and the lengths of algorithms.json: spec §5.2.
@Suite struct EnvelopeVectorTests {
    struct Envelope: Decodable {
        let op: String
        let description: String?
        let hex: Hex
        let aadHex: Hex
        let keyHex: Hex?
        let keysHex: [Hex]?
        let nonceHex: Hex?
        let plaintextHex: Hex?
        let length: Int?
        let vsn: UInt8?
        let error: Bool?
    }

    static let vectors = Vectors.cases("crypto", as: Envelope.self)

    @Test func `an envelope is sealed as the reference seals it`() throws {
        let vectors = Self.vectors.filter { $0.op == "seal" }
        #expect(vectors.count == 120)
        for vector in vectors {
            let version = try #require(EnvelopeVersion(rawValue: vector.vsn!))
            let cipher = try NoncedCipher(
                key: vector.keyHex!,
                version: version,
                nonce: vector.nonceHex!.bytes
            )
            let plaintext = vector.plaintextHex!.bytes
            let sealed = cipher.seal(plaintext, associatedData: vector.aadHex.bytes)
            #expect(sealed == vector.hex.bytes)
            #expect(sealed.count == vector.length)
            #expect(cipher.sealedLength(plaintext.count) == vector.length)
            #expect(sealed.count <= plaintext.count + cipher.overhead)
        }
    }

    @Test func `an envelope is opened by whichever key fits, whatever we send ourselves`() throws {
        for own in EnvelopeVersion.allCases {
            for vector in Self.vectors where vector.op == "seal" {
                let cipher = try KeyringCipher.with(vector.keyHex!, version: own)
                let opened = try cipher.open(
                    vector.hex.bytes,
                    associatedData: vector.aadHex.bytes
                )
                #expect(opened == vector.plaintextHex!.bytes)
            }
        }
        let vectors = Self.vectors.filter { $0.op == "open" }
        #expect(vectors.count == 22)
        for vector in vectors {
            let keyring = try Keyring(vector.keysHex!.map(\.bytes))
            let cipher = try #require(KeyringCipher(keyring))
            let associated = vector.aadHex.bytes
            if vector.error == true {
                #expect(throws: EnvelopeError.self, "\(vector.description!)") {
                    try cipher.open(vector.hex.bytes, associatedData: associated)
                }
            } else {
                let opened = try cipher.open(vector.hex.bytes, associatedData: associated)
                #expect(opened == vector.plaintextHex!.bytes, "\(vector.description!)")
            }
        }
    }

    @Test func `lengths are what the reference computes`() throws {
        struct Length: Decodable {
            let n: Int
            let vsn: UInt8
            let length: Int
            let maxOverhead: Int
        }
        struct Algorithms: Decodable {
            let encryptedLength: [Length]
        }
        let vectors = Vectors.file("algorithms", as: Algorithms.self).encryptedLength
        #expect(vectors.count == 14)
        for vector in vectors {
            let version = try #require(EnvelopeVersion(rawValue: vector.vsn))
            #expect(version.overhead == vector.maxOverhead)
            #expect(version.sealedLength(vector.n) == vector.length)
        }
    }
}
