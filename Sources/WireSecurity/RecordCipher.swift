// SPDX-License-Identifier: Apache-2.0

internal import Crypto
import Wire

/// Seals and opens the records of one connection of a lane with AES-256-GCM
/// (docs/lane-protocol.md §5): `ciphertext | tag(16)`, the nonce is counted and not sent.
struct RecordCipher: LaneCipher {
    static let overhead = 16

    private var sealing: DirectionKey
    private var opening: DirectionKey

    init(sealing: DirectionKey, opening: DirectionKey) {
        self.sealing = sealing
        self.opening = opening
    }

    mutating func seal(
        _ plaintext: UnsafeRawBufferPointer,
        into record: UnsafeMutableRawBufferPointer
    ) {
        precondition(
            record.count == plaintext.count + Self.overhead,
            "\(record.count) bytes for \(plaintext.count) sealed ones"
        )
        let (key, nonce, associatedData) = sealing.next(sealedBytes: record.count)
        do {
            let box = try AES.GCM.seal(
                plaintext,
                using: key,
                nonce: AES.GCM.Nonce(data: nonce),
                authenticating: associatedData
            )
            record.copyBytes(from: box.ciphertext)
            UnsafeMutableRawBufferPointer(rebasing: record[plaintext.count...])
                .copyBytes(from: box.tag)
        } catch {
            // Key and nonce are of the lengths that AES-GCM takes, and there are no other grounds.
            preconditionFailure("AES-GCM refuses to seal: \(error)")
        }
    }

    mutating func open(
        _ record: UnsafeRawBufferPointer,
        into plaintext: inout [UInt8]
    ) -> Bool {
        plaintext.removeAll(keepingCapacity: true)
        guard record.count >= Self.overhead else { return false }
        let (key, nonce, associatedData) = opening.next(sealedBytes: record.count)
        let end = record.count - Self.overhead
        guard let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce,
                ciphertext: UnsafeRawBufferPointer(rebasing: record[..<end]),
                tag: UnsafeRawBufferPointer(rebasing: record[end...])
            ),
            let opened = try? AES.GCM.open(box, using: key, authenticating: associatedData)
        else { return false }
        plaintext.append(contentsOf: opened)
        return true
    }

    /// Counts records that are not there, in both directions, for tests.
    mutating func skip(to number: UInt64) {
        sealing.skip(to: number)
        opening.skip(to: number)
    }
}
