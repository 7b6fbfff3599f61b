// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Crypto
import Wire

@testable import WireSecurity

/// Seals with the nonce that a vector was captured with.
struct NoncedCipher: EnvelopeCipher {
    private let cipher: KeyringCipher
    private let nonce: AES.GCM.Nonce

    init(key: Hex, version: EnvelopeVersion, nonce: [UInt8]) throws {
        cipher = try .with(key, version: version)
        self.nonce = try AES.GCM.Nonce(data: nonce)
    }

    var overhead: Int { cipher.overhead }
    func sealedLength(_ plaintextBytes: Int) -> Int { cipher.sealedLength(plaintextBytes) }

    func seal(_ plaintext: [UInt8], associatedData: [UInt8]) -> [UInt8] {
        cipher.seal(plaintext, associatedData: associatedData, nonce: nonce)
    }

    func open(
        _ envelope: UnsafeRawBufferPointer,
        associatedData: [UInt8]
    ) throws(EnvelopeError) -> [UInt8] {
        try cipher.open(envelope, associatedData: associatedData)
    }
}

extension KeyringCipher {
    static func with(_ keys: Hex..., version: EnvelopeVersion = .bare) throws -> KeyringCipher {
        KeyringCipher(try Keyring(keys.map(\.bytes)), version: version)!
    }

    func open(_ envelope: [UInt8], associatedData: [UInt8] = []) throws(EnvelopeError) -> [UInt8] {
        try envelope.span.bytes.withUnsafeBytes { (bytes) throws(EnvelopeError) in
            try open(bytes, associatedData: associatedData)
        }
    }
}

extension Encryption {
    /// What a node with that key, which may be none, encrypts and opens.
    static func with(
        _ key: Hex,
        version: EnvelopeVersion = .bare,
        verifyIncoming: Bool = true,
        verifyOutgoing: Bool = true
    ) throws -> Encryption? {
        guard !key.bytes.isEmpty else { return nil }
        return Encryption(
            try KeyringCipher.with(key, version: version),
            verifyIncoming: verifyIncoming,
            verifyOutgoing: verifyOutgoing
        )
    }

    /// What writes just what was captured.
    static func with(_ key: Hex, protocolVersion: UInt8, nonce: [UInt8]) throws -> Encryption? {
        guard !key.bytes.isEmpty else { return nil }
        let version = EnvelopeVersion(protocolVersion: protocolVersion)
        return Encryption(try NoncedCipher(key: key, version: version, nonce: nonce))
    }
}

extension EnvelopeVersion {
    /// What a member that speaks that version sends.
    init(protocolVersion: UInt8) { self = protocolVersion == 1 ? .padded : .bare }
}
