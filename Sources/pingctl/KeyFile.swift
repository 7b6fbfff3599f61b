// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import JSONText

/// A gossip key as it lies in a file: one line of base64.
enum KeyFile {
    /// Bytes of keys for AES-128, AES-192 and AES-256.
    static let sizes = [16, 24, 32]
    /// More than any key: a wrong file is noticed before it is read whole.
    private static let fileLimitBytes = 4_096

    /// The body that installs the key of a file.
    ///
    /// Checked here, so that what is no key, another secret perhaps, is not sent away.
    static func installation(of path: String) throws(PingctlError) -> [UInt8] {
        let line = ASCIISpace.trimming(
            try InputFile.read(path, limitBytes: fileLimitBytes)
        )
        let text = String(decoding: line, as: UTF8.self)
        guard let key = Data(base64Encoded: text), sizes.contains(key.count) else {
            throw .invalidKey(path: path)
        }
        var json = JSONWriter()
        json.openObject()
        json.member("action", "install")
        json.member("key", text)
        json.closeObject()
        return json.bytes
    }

    /// A new key, by the system's source of randomness (getrandom(2)).
    static func generated(bytes count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        return Data(bytes).base64EncodedString()
    }
}
