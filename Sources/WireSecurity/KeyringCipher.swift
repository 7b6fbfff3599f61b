// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import Wire

/// Seals with the primary key of a ring and opens with any of its keys: AES-GCM (spec §5.2).
///
/// `version(1) | nonce(12) | ciphertext | tag(16)`. The nonces are random, 96 bits of the system's
/// generator each: a key is good for some 2³² packets, years for most clusters (NIST SP 800-38D
/// §8.3).
package struct KeyringCipher: EnvelopeCipher {
    private let keyring: Keyring
    /// What is sent; both are understood.
    private let version: EnvelopeVersion

    /// A ring without keys neither seals nor opens: `nil`.
    package init?(_ keyring: Keyring, version: EnvelopeVersion = .bare) {
        guard !keyring.isEmpty else { return nil }
        self.keyring = keyring
        self.version = version
    }

    package var overhead: Int { version.overhead }

    package func sealedLength(_ plaintextBytes: Int) -> Int {
        version.sealedLength(plaintextBytes)
    }

    package func seal(_ plaintext: [UInt8], associatedData: [UInt8]) -> [UInt8] {
        seal(plaintext, associatedData: associatedData, nonce: AES.GCM.Nonce())
    }

    func seal(
        _ plaintext: [UInt8],
        associatedData: [UInt8],
        nonce: AES.GCM.Nonce
    ) -> [UInt8] {
        var plaintext = plaintext
        if version == .padded { Padding.append(to: &plaintext) }
        let box: AES.GCM.SealedBox
        do {
            box = try AES.GCM.seal(
                plaintext,
                using: keyring.symmetricKeys[0],
                nonce: nonce,
                authenticating: associatedData
            )
        } catch {
            // The ring lets in no key that AES does not take, and there are no other grounds.
            preconditionFailure("AES-GCM refuses to seal: \(error)")
        }
        var envelope: [UInt8] = []
        envelope.reserveCapacity(EnvelopeVersion.frameBytes + plaintext.count)
        envelope.append(version.rawValue)
        envelope.append(contentsOf: nonce)
        envelope.append(contentsOf: box.ciphertext)
        envelope.append(contentsOf: box.tag)
        return envelope
    }

    package func open(
        _ envelope: UnsafeRawBufferPointer,
        associatedData: [UInt8]
    ) throws(EnvelopeError) -> [UInt8] {
        guard let first = envelope.first else { throw .tooShort(bytes: 0) }
        guard let version = EnvelopeVersion(rawValue: first) else { throw .unknownVersion(first) }
        guard envelope.count >= version.leastBytes else { throw .tooShort(bytes: envelope.count) }
        let sealed = UnsafeRawBufferPointer(rebasing: envelope[1...])
        guard var plaintext = unseal(sealed, associatedData) else { throw .noKeyFits }
        if version == .padded {
            guard Padding.remove(from: &plaintext) else { throw .paddingMalformed }
        }
        return plaintext
    }

    /// Tries the keys, the primary first.
    private func unseal(
        _ sealed: UnsafeRawBufferPointer,
        _ associatedData: [UInt8]
    ) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        for key in keyring.symmetricKeys {
            if let data = try? AES.GCM.open(box, using: key, authenticating: associatedData) {
                return [UInt8](data)
            }
        }
        return nil
    }
}
