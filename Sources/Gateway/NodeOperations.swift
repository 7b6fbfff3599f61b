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
}

extension NodeOperations {
    init(_ node: Node) {
        self.init(
            updateMetadata: { node.updateMetadata($0, timeout: $1, completion: $2) }
        )
    }
}
