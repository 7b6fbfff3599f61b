// SPDX-License-Identifier: Apache-2.0

import WireSecurity

/// The keyring for whoever waits without a task.
extension Node {
    /// What a key is called where the key itself must not be shown: 16 hexadecimal digits.
    package static func keyID(of key: [UInt8]) -> String { KeyID.of(key) }

    /// The keys, the one that encrypts first; `nil` when the node has ended.
    ///
    /// `completion` is called once, on the node's thread, and must not block.
    package func keys(completion: @escaping @Sendable ([[UInt8]]?) -> Void) {
        let answer = Answer(ifNodeEnds: nil, completion)
        post { answer.give($0.keyring.keys) }
    }

    /// Changes the ring.
    ///
    /// `completion` is called once, on the node's thread, and must not block.
    package func changeKeys(
        _ change: KeyChange,
        _ key: [UInt8],
        completion: @escaping @Sendable (Result<Void, KeyError>) -> Void
    ) {
        let answer = Answer(ifNodeEnds: .failure(.stopped), completion)
        post { answer.give($0.changeKeys(change, key)) }
    }

    /// Leaves as `leave(timeout:)` does; `completion` is called once, on the node's thread, and
    /// must not block.
    package func leave(
        timeout: Duration,
        completion: @escaping @Sendable (Result<Void, LeaveError>) -> Void
    ) {
        let answer = Answer(ifNodeEnds: .failure(.stopped), completion)
        post { $0.leave(timeout: timeout, answer) }
    }
}
