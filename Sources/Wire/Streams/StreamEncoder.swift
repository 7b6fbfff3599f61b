// SPDX-License-Identifier: Apache-2.0

/// Makes whole frames, as they are written to a stream (spec §6.1).
package struct StreamEncoder: Sendable {
    private let labelHeader: [UInt8]
    private let compresses: Bool

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - compression: whether to fold every frame, even one that grows by it.
    package init(label: [UInt8] = [], compression: Bool = true) {
        labelHeader = LabelHeader.encoded(label)
        compresses = compression
    }

    /// What a dialer writes: the label header, then its frame.
    package func request(_ frame: StreamFrame) -> [UInt8] {
        let wrapped = reply(frame)
        return labelHeader.isEmpty ? wrapped : labelHeader + wrapped
    }

    /// What an acceptor writes: its frame alone.
    package func reply(_ frame: StreamFrame) -> [UInt8] {
        let plain = frame.encoded()
        return compresses ? CompressedMessage.around(plain) : plain
    }
}
