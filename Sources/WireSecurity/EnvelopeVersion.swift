// SPDX-License-Identifier: Apache-2.0

/// The first byte of an envelope: whether the plaintext was padded (spec §5.2).
///
/// Both are always opened. Nothing authenticates this byte; a changed one leads to a tag or a
/// padding that does not fit, or to padding that is taken for a message's end.
package enum EnvelopeVersion: UInt8, Sendable, CaseIterable {
    /// Padded to whole blocks, which GCM does not need; spoken by members of protocol version 1.
    case padded = 0
    case bare = 1

    static let nonceBytes = 12
    static let tagBytes = 16
    /// Version byte, nonce and tag.
    static let frameBytes = 1 + nonceBytes + tagBytes

    /// Bytes that sealing adds at most.
    var overhead: Int {
        switch self {
        case .padded: Self.frameBytes + Padding.blockBytes
        case .bare: Self.frameBytes
        }
    }

    /// The shortest envelope; a padded one holds one block at least.
    var leastBytes: Int { overhead }

    /// The length of the envelope around that many bytes.
    func sealedLength(_ plaintextBytes: Int) -> Int {
        switch self {
        case .padded: plaintextBytes + Padding.bytes(after: plaintextBytes) + Self.frameBytes
        case .bare: plaintextBytes + Self.frameBytes
        }
    }
}
