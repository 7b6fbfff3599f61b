// SPDX-License-Identifier: Apache-2.0

/// The secret that clients must show (RFC 6750 §2.1).
struct BearerToken: Sendable {
    private let secret: [UInt8]

    init(_ secret: [UInt8]) { self.secret = secret }

    /// Whether these `Authorization` fields are exactly one that shows the secret.
    func matches(_ fields: [String]) -> Bool {
        guard fields.count == 1, let field = fields.first else { return false }
        let bytes = Array(field.utf8)
        let scheme = Array("bearer".utf8)
        guard bytes.count > scheme.count, bytes[scheme.count] == UInt8(ascii: " "),
            zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 })
        else { return false }
        return isSecret(bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") })
    }

    /// Takes as long whatever the candidate holds; only its length may show.
    private func isSecret(_ candidate: ArraySlice<UInt8>) -> Bool {
        var difference: UInt8 = candidate.count == secret.count ? 0 : 1
        for index in secret.indices {
            let place = candidate.startIndex + index
            difference |= secret[index] ^ (place < candidate.endIndex ? candidate[place] : 0)
        }
        return difference == 0
    }
}
