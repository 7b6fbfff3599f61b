// SPDX-License-Identifier: Apache-2.0

/// A secret that clients show (RFC 6750 §2.1), and what whoever shows it may do.
package struct BearerToken: Equatable, Sendable {
    fileprivate let secret: [UInt8]
    package let permissions: Set<Permission>

    package init(_ secret: [UInt8], for permissions: Set<Permission> = Set(Permission.allCases)) {
        self.secret = secret
        self.permissions = permissions
    }

    var isEmpty: Bool { secret.isEmpty }

    /// Whether an `Authorization` field can carry it: visible ASCII alone.
    var isUsable: Bool { secret.allSatisfy { (0x21...0x7E).contains($0) } }

    /// Whether these `Authorization` fields are exactly one that shows the secret.
    func matches(_ fields: [String]) -> Bool { [self].shown(in: fields) != nil }

    /// Takes as long whatever the candidate holds; only its length may show.
    fileprivate func isSecret(_ candidate: ArraySlice<UInt8>) -> Bool {
        var difference: UInt8 = candidate.count == secret.count ? 0 : 1
        for index in secret.indices {
            let place = candidate.startIndex + index
            difference |= secret[index] ^ (place < candidate.endIndex ? candidate[place] : 0)
        }
        return difference == 0
    }
}

extension BearerToken: CustomStringConvertible, CustomReflectable {
    /// Never the secret, so that no log and no dump can show it.
    package var description: String { "a token" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension [BearerToken] {
    /// The token that these `Authorization` fields show, when they are exactly one.
    func shown(in fields: [String]) -> BearerToken? {
        guard fields.count == 1, let field = fields.first else { return nil }
        let bytes = Array<UInt8>(field.utf8)
        let scheme = Array<UInt8>("bearer".utf8)
        guard bytes.count > scheme.count, bytes[scheme.count] == UInt8(ascii: " "),
            zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 })
        else { return nil }
        let candidate = bytes[scheme.count...].drop { $0 == UInt8(ascii: " ") }
        var found: BearerToken?
        // To the last one always, so that the time does not tell which it was.
        for token in self where token.isSecret(candidate) { found = token }
        return found
    }
}
