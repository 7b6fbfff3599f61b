// SPDX-License-Identifier: Apache-2.0

/// PKCS#7 for blocks of 16 bytes (RFC 5652 §6.3): 1 to 16 bytes, each their number.
enum Padding {
    static let blockBytes = 16

    /// How many bytes follow a plaintext of that length.
    static func bytes(after count: Int) -> Int { blockBytes - count % blockBytes }

    static func append(to plaintext: inout [UInt8]) {
        let count = bytes(after: plaintext.count)
        plaintext.append(contentsOf: repeatElement(UInt8(count), count: count))
    }

    /// Takes the padding off, or says that it is none.
    ///
    /// The bytes are authenticated by then, so that how long this takes tells a stranger nothing.
    static func remove(from plaintext: inout [UInt8]) -> Bool {
        guard let last = plaintext.last, 1...blockBytes ~= Int(last) else { return false }
        guard plaintext.count >= Int(last), plaintext.count % blockBytes == 0 else { return false }
        guard plaintext.suffix(Int(last)).allSatisfy({ $0 == last }) else { return false }
        plaintext.removeLast(Int(last))
        return true
    }
}
