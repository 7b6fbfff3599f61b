// SPDX-License-Identifier: Apache-2.0

public import Logging

/// One member of a memberlist cluster, on sockets of its own.
public final class Node: Sendable {
    init() {}

    /// Binds the sockets, announces the node, and starts to gossip.
    public static func start(
        _ settings: NodeSettings,
        logger: Logger
    ) async throws(NodeStartError) -> Node {
        throw .noPrivateAddress
    }

    /// The members as last published; never waits.
    public var snapshot: MemberSnapshot {
        MemberSnapshot(version: 0, localName: "", members: [])
    }

    /// Whether the node listens and, if a join was asked for, has reached somebody.
    public var readiness: Readiness { Readiness(joinWanted: false, joined: false, leaving: false) }

    /// Carries one message; `completion` runs on the node's thread and must not block.
    package func send(
        _ order: SendOrder,
        completion: @escaping @Sendable (Result<[Delivery], SendError>) -> Void
    ) { completion(.failure(.stopped)) }

    /// `completion` runs on the node's thread and must not block.
    package func report(completion: @escaping @Sendable (NodeReport?) -> Void) { completion(nil) }

    /// `hook` runs on the node's thread after each new snapshot, and must not block.
    package func whenPublished(_ hook: @escaping @Sendable () -> Void) {}
}
