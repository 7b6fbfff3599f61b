// SPDX-License-Identifier: Apache-2.0

/// Why a keyring refuses (spec §19).
package enum KeyringError: Error, Hashable, Sendable {
    /// Neither 16, 24 nor 32 bytes.
    case invalidLength(bytes: Int)
    /// A key that is not in the ring cannot be used.
    case unknownKey
    /// The key that seals cannot be removed.
    case primaryKey
}
