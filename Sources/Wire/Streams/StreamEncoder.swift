// SPDX-License-Identifier: Apache-2.0

/// Makes whole frames, as they are written to a stream (spec §6.1).
package struct StreamEncoder: Sendable {
    private let label: [UInt8]
    private let labelHeader: [UInt8]
    private let cipher: (any EnvelopeCipher)?
    private let compresses: Bool

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - compression: whether to fold every frame, even one that grows by it.
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

    /// What a dialer writes: the label header, then its frame.
    package func request(_ frame: StreamFrame) -> [UInt8] {
        let wrapped = reply(frame)
        return labelHeader.isEmpty ? wrapped : labelHeader + wrapped
    }

    /// What an acceptor writes: its frame alone.
    ///
    /// No label header, yet an envelope is bound to the label (spec §6.1).
    package func reply(_ frame: StreamFrame) -> [UInt8] {
        let plain = frame.encoded()
        let folded = compresses ? CompressedMessage.around(plain) : plain
        guard let cipher else { return folded }
        return SealedFrame.around(folded, label: label, by: cipher)
    }
}
