// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The keys of a cluster, in order: the first one, the *primary*, seals, and all open (spec §19).
///
/// A key is replaced without a pause by adding the new one everywhere, then using it everywhere,
/// then removing the old one everywhere.
package struct Keyring: Sendable, Equatable {
    /// Bytes that a key may have: for AES-128, AES-192 and AES-256.
    package static let keySizes = [16, 24, 32]

    private(set) var symmetricKeys: [SymmetricKey] = []

    /// A ring without keys: nothing is encrypted.
    package init() {}

    /// The first of `keys` is the primary; repeated ones count once.
    package init(_ keys: [[UInt8]]) throws(KeyringError) {
        for key in keys { try add(key) }
    }

    package var isEmpty: Bool { symmetricKeys.isEmpty }

    /// The primary first.
    package var keys: [[UInt8]] { symmetricKeys.map(\.octets) }

    /// Names for the keys, primary first, that tell nothing about them: for logs and for people.
    package var keyIDs: [String] { symmetricKeys.map { KeyID.of($0.octets) } }

    /// Adds a key that opens; the first one also seals.
    ///
    /// Nothing happens when it is here already.
    package mutating func add(_ key: [UInt8]) throws(KeyringError) {
        let added = try Self.symmetric(key)
        if !symmetricKeys.contains(added) { symmetricKeys.append(added) }
    }

    /// Makes a key that is here the one that seals.
    package mutating func use(_ key: [UInt8]) throws(KeyringError) {
        let used = try Self.symmetric(key)
        guard let index = symmetricKeys.firstIndex(of: used) else { throw .unknownKey }
        symmetricKeys.insert(symmetricKeys.remove(at: index), at: 0)
    }

    /// Forgets a key that does not seal; nothing happens when it is not here.
    package mutating func remove(_ key: [UInt8]) throws(KeyringError) {
        let removed = try Self.symmetric(key)
        guard removed != symmetricKeys.first else { throw .primaryKey }
        symmetricKeys.removeAll { $0 == removed }
    }

    private static func symmetric(_ key: [UInt8]) throws(KeyringError) -> SymmetricKey {
        guard keySizes.contains(key.count) else { throw .invalidLength(bytes: key.count) }
        return SymmetricKey(data: key)
    }
}

extension SymmetricKey {
    fileprivate var octets: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
