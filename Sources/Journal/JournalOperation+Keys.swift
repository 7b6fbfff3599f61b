// SPDX-License-Identifier: Apache-2.0

extension JournalOperation<KeyClaim> {
    /// Claims an idempotency key for a request; `digest` is the SHA-256 of its body.
    package static func claim(_ key: String, digest: [UInt8]) -> Self {
        .writing(bytes: key.utf8.count + digest.count) { ledger throws(StorageFailure) in
            try ledger.claim(key, digest: digest)
        }
    }
}

extension JournalOperation<Bool> {
    /// Stores the answer to a request whose key was claimed under that number.
    ///
    /// False when the claim is not there any more: it is too old, or was given back.
    package static func finish(_ claim: UInt64, _ answer: StoredAnswer) -> Self {
        .writing(bytes: answer.body.count) { ledger throws(StorageFailure) in
            try ledger.finish(claim, answer)
        }
    }

    /// Gives a claim back, because nothing was done; the key may be used again.
    package static func release(_ claim: UInt64) -> Self {
        .writing { ledger throws(StorageFailure) in try ledger.release(claim) }
    }
}
