// SPDX-License-Identifier: Apache-2.0

/// What seals and opens the records of one connection of a lane (docs/lane-protocol.md §5).
///
/// It counts them: each is sealed and opened as the next of its direction, and as no other.
package protocol LaneCipher: Sendable {
    /// Bytes that sealing adds.
    static var overhead: Int { get }

    /// Seals `plaintext` as the next record that is sent.
    ///
    /// `record` has exactly `overhead` bytes more.
    mutating func seal(
        _ plaintext: UnsafeRawBufferPointer,
        into record: UnsafeMutableRawBufferPointer
    )

    /// Opens the next record that is received, in place of what `plaintext` holds.
    ///
    /// - Returns: whether it is that record; if not, the connection is of no more use.
    mutating func open(_ record: UnsafeRawBufferPointer, into plaintext: inout [UInt8]) -> Bool
}
