// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// What the gateway lets an operator do to a node.
///
/// Completions may run on any thread and do not block.
struct NodeOperations: Sendable {
    /// Gossips new metadata; done when all have been told.
    var updateMetadata:
        @Sendable (
            _ bytes: [UInt8], _ timeout: Duration,
            @escaping @Sendable (Result<Void, UpdateError>) -> Void
        ) -> Void
    /// Joins each of the addresses; `nil` from a node that has stopped.
    var join:
        @Sendable (
            _ addresses: [String], _ timeout: Duration,
            @escaping @Sendable ([JoinOutcome]?) -> Void
        ) -> Void
    /// Says goodbye; done when the others have been told.
    var leave:
        @Sendable (_ timeout: Duration, @escaping @Sendable (Result<Void, LeaveError>) -> Void)
            -> Void
    /// The keys, the primary first; `nil` from a node that has stopped.
    var keys: @Sendable (@escaping @Sendable ([[UInt8]]?) -> Void) -> Void
    var changeKeys:
        @Sendable (
            _ change: KeyChange, _ key: [UInt8],
            @escaping @Sendable (Result<Void, KeyError>) -> Void
        ) -> Void
}

extension NodeOperations {
    init(_ node: Node) {
        self.init(
            updateMetadata: { node.updateMetadata($0, timeout: $1, completion: $2) },
            join: { node.join($0, timeout: $1, completion: $2) },
            leave: { node.leave(timeout: $0, completion: $1) },
            keys: { node.keys(completion: $0) },
            changeKeys: { node.changeKeys($0, $1, completion: $2) }
        )
    }
}
