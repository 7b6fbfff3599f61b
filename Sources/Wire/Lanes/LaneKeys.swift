// SPDX-License-Identifier: Apache-2.0

/// The keys of a cluster, as a lane uses them: never themselves, but to derive a connection's own
/// (docs/lane-protocol.md §5).
///
/// A protocol, so that this target knows where sealing belongs without knowing cryptography.
package protocol LaneKeys: Sendable {
    /// The name of the key that a dialer uses: the first 8 bytes of the SHA-256 of the primary key.
    var primary: UInt64 { get }

    /// What seals and opens on `side` of a new connection.
    ///
    /// - Parameters:
    ///   - key: the name of the cluster's key.
    ///   - side: which end of the connection this is.
    ///   - salt: the random bytes of both sides, the dialer's first.
    ///   - transcript: the two openings, the dialer's first.
    /// - Returns: `nil` when there is no key of that name.
    func cipher(
        key: UInt64,
        side: LaneSide,
        salt: [UInt8],
        transcript: [UInt8]
    ) -> (any LaneCipher)?
}
