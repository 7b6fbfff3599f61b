// SPDX-License-Identifier: Apache-2.0

/// Puts the layers around a message or compound: compression, checksum, encryption, label
/// (spec §5).
package struct PacketEncoder: Sendable {
    private let label: [UInt8]
    private let labelHeader: [UInt8]
    private let cipher: (any EnvelopeCipher)?
    private let compresses: Bool

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - compression: whether to fold what becomes shorter by it.
    ///   - encryption: `nil` without keys.
    package init(
        label: [UInt8] = [],
        compression: Bool = true,
        encryption: Encryption? = nil
    ) {
        self.label = label
        cipher = encryption?.sealer
        labelHeader = LabelHeader.encoded(label)
        compresses = compression
    }

    /// Bytes that label and encryption add to every packet, at most (spec §5.7).
    package var overhead: Int { labelHeader.count + (cipher?.overhead ?? 0) }

    /// The datagram for this message or compound.
    ///
    /// With a checksum only where the destination understands one: where its PMax is 5 or more.
    package func encode(_ payload: [UInt8], checksum: Bool) -> [UInt8] {
        let plaintext = plaintext(payload, checksum: checksum)
        let sealed = cipher?.seal(plaintext, associatedData: label) ?? plaintext
        return labelHeader.isEmpty ? sealed : labelHeader + sealed
    }

    /// The layers inside the envelope.
    func plaintext(_ payload: [UInt8], checksum: Bool) -> [UInt8] {
        let folded = compresses ? CompressedMessage.ifShorter(payload) ?? payload : payload
        return checksum ? Checksum.prepended(to: folded) : folded
    }
}
