// SPDX-License-Identifier: Apache-2.0

/// How the first message of a lane lies in a stream (docs/lane-protocol.md §2).
///
/// `0x70 | length(2) | content`. The type is private: no version of the protocol knows it, so it
/// is no case of ``MessageType``. What the content says is not known here.
package enum LaneOpening {
    /// The first byte; a stock peer says that it is unknown, and closes.
    package static let type: UInt8 = 0x70
    /// Bytes of the content; ours: both names, what is fixed, and as much again for what may come.
    package static let contentBytes = 1_024
    /// The type and the length.
    static let headerBytes = 3

    /// The message around `content`, without any layer around it.
    static func encoded(_ content: [UInt8]) -> [UInt8] {
        precondition(content.count <= contentBytes, "an opening of \(content.count) bytes")
        return [type, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
}
