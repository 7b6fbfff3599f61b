// SPDX-License-Identifier: Apache-2.0

/// Puts the layers around a message or compound: compression, checksum, label (spec §5).
package struct PacketEncoder: Sendable {
    private let labelHeader: [UInt8]
    private let compresses: Bool

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - compression: whether to fold what becomes shorter by it.
    package init(label: [UInt8] = [], compression: Bool = true) {
        labelHeader = LabelHeader.encoded(label)
        compresses = compression
    }

    /// Bytes that the label adds to every packet.
    package var overhead: Int { labelHeader.count }

    /// The datagram for this message or compound.
    ///
    /// With a checksum only where the destination understands one: where its PMax is 5 or more.
    package func encode(_ payload: [UInt8], checksum: Bool) -> [UInt8] {
        let plaintext = plaintext(payload, checksum: checksum)
        return labelHeader.isEmpty ? plaintext : labelHeader + plaintext
    }

    /// The layers inside the label.
    ///
    /// This is what a cipher seals.
    package func plaintext(_ payload: [UInt8], checksum: Bool) -> [UInt8] {
        let folded = compresses ? CompressedMessage.ifShorter(payload) ?? payload : payload
        return checksum ? Checksum.prepended(to: folded) : folded
    }
}
