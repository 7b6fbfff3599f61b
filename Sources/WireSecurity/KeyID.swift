// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// What a key is called where the key itself must not be shown.
package enum KeyID {
    /// The first 8 bytes of the key's SHA-256, as 16 hexadecimal digits.
    package static func of(_ key: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: key).prefix(8) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
