// SPDX-License-Identifier: Apache-2.0

/// The answer of `/keys`: the gossip keyring by the names of its keys.
package struct KeysBody: Codable, Equatable, Sendable {
    package struct Key: Codable, Equatable, Sendable {
        /// The first 16 hexadecimal digits of the key's SHA-256.
        package var id: String
        /// Whether it encrypts; all decrypt.
        package var primary: Bool
        /// 128, 192 or 256.
        package var bits: Int

        package init(id: String, primary: Bool, bits: Int) {
            self.id = id
            self.primary = primary
            self.bits = bits
        }
    }

    /// The primary first.
    package var keys: [Key]
    /// Whether changes outlast the process.
    package var saved: Bool

    package init(keys: [Key], saved: Bool) {
        self.keys = keys
        self.saved = saved
    }
}
