// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The SHA-256 of content that others are to recognise.
package enum ContentHash {
    /// 32 bytes.
    package static func sha256(_ content: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(content)))
    }
}
