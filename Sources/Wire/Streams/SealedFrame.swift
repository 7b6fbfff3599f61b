// SPDX-License-Identifier: Apache-2.0

/// An encrypted frame on a stream: `10`, the length of the envelope, the envelope (spec §6.1).
enum SealedFrame {
    /// The type byte and the length.
    static let headerBytes = 5

    /// The frame around `plaintext`.
    ///
    /// Its associated data is its own header and the label.
    static func around(
        _ plaintext: [UInt8],
        label: [UInt8],
        by cipher: any EnvelopeCipher
    ) -> [UInt8] {
        var frame: [UInt8] = [MessageType.encrypt.rawValue]
        let length = cipher.sealedLength(plaintext.count)
        for shift in [24, 16, 8, 0] { frame.append(UInt8(truncatingIfNeeded: length >> shift)) }
        frame += cipher.seal(plaintext, associatedData: frame + label)
        return frame
    }

    /// The length of the envelope, announced by a header that begins `bytes`.
    static func announcedLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
    }
}
