// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// What the gateway asks of a node, and nothing else.
///
/// In a program it leads to a `Node`; a test answers with a script, so that every failure a node
/// can report is seen on a real socket without having to be provoked.
struct NodeAccess: Sendable {
    /// The members as last published; never waits.
    var snapshot: @Sendable () -> MemberSnapshot
    var readiness: @Sendable () -> Node.Readiness
    /// The latest probe of each member, those with a higher number than this; never waits.
    var latestProbes: @Sendable (_ after: UInt64?) -> LatestProbes.Page
    /// Carries one message; the completion may run on any thread and does not block.
    var send:
        @Sendable (SendOrder, @escaping @Sendable (Result<[Delivery], SendError>) -> Void) -> Void
    /// Queues a broadcast; the completion is given how many members it may be told to, and may run
    /// on any thread.
    var broadcast:
        @Sendable ([UInt8], @escaping @Sendable (Result<Int, BroadcastError>) -> Void) -> Void
    /// Calls a member's method; the listener runs on the node's thread and does not block.
    var call: @Sendable (CallOrder, @escaping CallListener) -> Exchange
    /// Has the node answer calls of a method so, in place of whoever did before.
    var answer: @Sendable (_ method: String, @escaping CallMethod) -> Void
    /// `nil` from a node that has stopped.
    var report: @Sendable (@escaping @Sendable (NodeReport?) -> Void) -> Void
    /// The hook runs after each new snapshot and does not block.
    var whenPublished: @Sendable (@escaping @Sendable () -> Void) -> Void
    var operations: NodeOperations
}

extension NodeAccess {
    /// The same, whose reports are shared by all who wait for one.
    var sharingReports: NodeAccess {
        let reports = SharedReports(report)
        var access = self
        access.report = { reports.ask($0) }
        return access
    }

    init(_ node: Node) {
        self.init(
            snapshot: { node.snapshot },
            readiness: { node.readiness },
            latestProbes: { node.latestProbes.page(after: $0) },
            send: { node.send($0, completion: $1) },
            broadcast: { node.queueBroadcast($0, completion: $1) },
            call: { node.call($0, $1) },
            // A node that has ended answers nothing, and needs not.
            answer: { try? node.answer($0, $1) },
            report: { node.report(completion: $0) },
            whenPublished: { node.whenPublished($0) },
            operations: NodeOperations(node)
        )
    }
}
