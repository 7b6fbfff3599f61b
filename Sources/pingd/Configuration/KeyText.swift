// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A key of gossip as operators write it: base64 (RFC 4648 §4), as Serf's.
enum KeyText {
    /// Bytes for AES-128, AES-192 and AES-256.
    private static let sizes = [16, 24, 32]

    static func key(_ text: String) throws(SettingFlaw) -> [UInt8] {
        guard let data = Data(base64Encoded: text) else { throw .notBase64 }
        guard sizes.contains(data.count) else { throw .keyLength(bytes: data.count) }
        return Array(data)
    }
}
