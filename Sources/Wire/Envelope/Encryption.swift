// SPDX-License-Identifier: Apache-2.0

/// Whether and how packets and streams are encrypted; a node without keys has none of this.
///
/// The two switches are memberlist's, for moving a running cluster to encryption (spec §5.2).
package struct Encryption: Sendable {
    package var cipher: any EnvelopeCipher
    /// Refuse what is not encrypted (memberlist's `GossipVerifyIncoming`).
    package var verifyIncoming: Bool
    /// Encrypt what is sent (memberlist's `GossipVerifyOutgoing`).
    package var verifyOutgoing: Bool

    package init(
        _ cipher: any EnvelopeCipher,
        verifyIncoming: Bool = true,
        verifyOutgoing: Bool = true
    ) {
        self.cipher = cipher
        self.verifyIncoming = verifyIncoming
        self.verifyOutgoing = verifyOutgoing
    }

    /// What seals whatever is sent, if anything does.
    var sealer: (any EnvelopeCipher)? { verifyOutgoing ? cipher : nil }
}
