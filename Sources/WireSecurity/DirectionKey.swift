// SPDX-License-Identifier: Apache-2.0

internal import Crypto
import Wire

/// The key of one direction of a lane's connection, and how many records it has met
/// (docs/lane-protocol.md §5).
///
/// The nonce of a record is the initial vector with the record's number in its last eight bytes
/// (as RFC 8446 §5.3), so that none repeats under a key that no other connection has. After 2^20
/// records, at most 2^32 blocks of AES, the next key is derived from this one.
struct DirectionKey: Sendable {
    /// Records under one key.
    static let recordsPerKey: UInt64 = 1 << 20
    static let nonceBytes = 12
    private static let keyBytes = 32
    private static let words = [UInt8]("pingd lane 1".utf8)
    private static let wordsOfNext = [UInt8]("pingd lane 1 next".utf8)

    private let sender: LaneSide
    private var key: SymmetricKey
    private var vector: [UInt8]
    /// The number of the next record.
    private(set) var counter: UInt64 = 0

    init(from secret: SymmetricKey, salt: [UInt8], transcript: [UInt8], sender: LaneSide) {
        self.sender = sender
        let material = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: salt,
            info: Self.words + [sender.rawValue] + transcript,
            outputByteCount: Self.keyBytes + Self.nonceBytes
        )
        (key, vector) = Self.parts(of: material)
    }

    /// Counts a record of that many sealed bytes: its key, nonce and associated data.
    mutating func next(
        sealedBytes: Int
    ) -> (key: SymmetricKey, nonce: [UInt8], associatedData: [UInt8]) {
        if counter > 0, counter % Self.recordsPerKey == 0 { renew() }
        let number = counter
        counter += 1
        var nonce = vector
        var associated: [UInt8] = [sender.rawValue]
        associated.reserveCapacity(13)
        for index in 0..<8 {
            let byte = UInt8(truncatingIfNeeded: number >> (56 - 8 * index))
            nonce[4 + index] ^= byte
            associated.append(byte)
        }
        for shift in [24, 16, 8, 0] {
            associated.append(UInt8(truncatingIfNeeded: sealedBytes >> shift))
        }
        return (key, nonce, associated)
    }

    /// Counts records that are not there, for tests of what comes after very many.
    mutating func skip(to number: UInt64) {
        for _ in Self.renewals(before: counter)..<Self.renewals(before: number) { renew() }
        counter = number
    }

    /// How often the key has been replaced when that many records have been counted; the one that
    /// begins a new key replaces it.
    private static func renewals(before number: UInt64) -> UInt64 {
        number == 0 ? 0 : (number - 1) / recordsPerKey
    }

    private mutating func renew() {
        let material = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            info: Self.wordsOfNext + [sender.rawValue],
            outputByteCount: Self.keyBytes + Self.nonceBytes
        )
        (key, vector) = Self.parts(of: material)
    }

    private static func parts(of material: SymmetricKey) -> (SymmetricKey, [UInt8]) {
        material.withUnsafeBytes { bytes in
            (SymmetricKey(data: bytes[..<keyBytes]), [UInt8](bytes[keyBytes...]))
        }
    }
}
