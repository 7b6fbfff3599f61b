// SPDX-License-Identifier: Apache-2.0

import WireSecurity

/// The keys of the cluster's encryption, changed while the node runs.
///
/// A key is replaced without a pause by adding the new one on all nodes, then using it on all,
/// then removing the old one from all.
extension Node {
    /// The keys, the one that encrypts first; empty when the node has ended or does not encrypt.
    public func keys() async -> [[UInt8]] {
        await withCheckedContinuation { continuation in
            let answer = Answer(ifNodeEnds: []) { continuation.resume(returning: $0) }
            post { answer.give($0.keyring.keys) }
        }
    }

    /// Adds a key of 16, 24 or 32 bytes that decrypts; the first key of a node also encrypts.
    public func addKey(_ key: [UInt8]) async throws(KeyError) { try await change(.add, key) }

    /// Encrypts with a key that has been added before.
    public func useKey(_ key: [UInt8]) async throws(KeyError) { try await change(.use, key) }

    /// Forgets a key that does not encrypt; nothing happens when it is not known.
    public func removeKey(_ key: [UInt8]) async throws(KeyError) { try await change(.remove, key) }

    private func change(_ change: KeyChange, _ key: [UInt8]) async throws(KeyError) {
        let result: Result<Void, KeyError> = await withCheckedContinuation { continuation in
            let answer = Answer(ifNodeEnds: .failure(.stopped)) {
                continuation.resume(returning: $0)
            }
            post { answer.give($0.changeKeys(change, key)) }
        }
        try result.get()
    }
}
