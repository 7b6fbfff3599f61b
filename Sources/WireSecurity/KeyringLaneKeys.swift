// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import Wire

/// Derives the keys of a lane's connection from a ring (docs/lane-protocol.md §5): HKDF-SHA256
/// (RFC 5869) and AES-256-GCM, whatever the length of the cluster's keys.
package struct KeyringLaneKeys: LaneKeys {
    private let keyring: Keyring

    /// A ring without keys derives nothing: `nil`.
    package init?(_ keyring: Keyring) {
        guard !keyring.isEmpty else { return nil }
        self.keyring = keyring
    }

    package var primary: UInt64 { Self.name(of: keyring.symmetricKeys[0]) }

    /// The names of all keys.
    package var names: Set<UInt64> { Set(keyring.symmetricKeys.map { Self.name(of: $0) }) }

    package func cipher(
        key: UInt64,
        side: LaneSide,
        salt: [UInt8],
        transcript: [UInt8]
    ) -> (any LaneCipher)? {
        guard let key = keyring.symmetricKeys.first(where: { Self.name(of: $0) == key }) else {
            return nil
        }
        let digest = [UInt8](SHA256.hash(data: transcript))
        return RecordCipher(
            sealing: DirectionKey(from: key, salt: salt, transcript: digest, sender: side),
            opening: DirectionKey(from: key, salt: salt, transcript: digest, sender: side.other)
        )
    }

    /// The number whose digits are the key's `KeyID`.
    static func name(of key: SymmetricKey) -> UInt64 {
        let digest = key.withUnsafeBytes { SHA256.hash(data: $0) }
        return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
