// SPDX-License-Identifier: Apache-2.0

/// What seals and opens encryption envelopes (spec §5.2), for packets and streams alike.
///
/// A protocol, so that this target knows where an envelope belongs without knowing cryptography.
package protocol EnvelopeCipher: Sendable {
    /// Bytes that sealing adds at most.
    var overhead: Int { get }

    /// The length of the envelope around that many bytes.
    func sealedLength(_ plaintextBytes: Int) -> Int

    /// The envelope around `plaintext`, bound to `associatedData`.
    func seal(_ plaintext: [UInt8], associatedData: [UInt8]) -> [UInt8]

    /// What is in `envelope`, if one of the keys opens it and `associatedData` is what it was
    /// sealed with.
    func open(
        _ envelope: UnsafeRawBufferPointer,
        associatedData: [UInt8]
    ) throws(EnvelopeError) -> [UInt8]
}
