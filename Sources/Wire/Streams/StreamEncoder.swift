// SPDX-License-Identifier: Apache-2.0

/// Makes whole frames, as they are written to a stream (spec §6.1).
package struct StreamEncoder: Sendable {
    /// An application's message below so many bytes is not folded: at most some bytes of one packet
    /// would be saved, and both sides would make a table of codes for it.
    private static let leastFoldedBytes = 256

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
        afterLabel(reply(frame))
    }

    /// What a dialer writes to hand over an application's message, folded only if it gains by that:
    /// whether a frame is folded is up to who sends it.
    package func message(_ payload: [UInt8]) -> [UInt8] {
        let plain = StreamFrame.user(payload).encoded()
        let mayGain = compresses && plain.count >= Self.leastFoldedBytes
        return afterLabel(sealed(mayGain ? CompressedMessage.ifShorter(plain) ?? plain : plain))
    }

    /// What an acceptor writes: its frame alone.
    ///
    /// No label header, yet an envelope is bound to the label (spec §6.1).
    package func reply(_ frame: StreamFrame) -> [UInt8] {
        let plain = frame.encoded()
        return sealed(compresses ? CompressedMessage.around(plain) : plain)
    }

    private func sealed(_ frame: [UInt8]) -> [UInt8] {
        guard let cipher else { return frame }
        return SealedFrame.around(frame, label: label, by: cipher)
    }

    private func afterLabel(_ frame: [UInt8]) -> [UInt8] {
        labelHeader.isEmpty ? frame : labelHeader + frame
    }
}
