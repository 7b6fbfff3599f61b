// SPDX-License-Identifier: Apache-2.0

import Logging
import Memberlist
import Synchronization

/// Where this node's metadata is changed, one change after the other.
///
/// A patch applies to what was asked for last, not to what the node has published by then, so that
/// two that come at once both count.
final class MetadataDesk: Sendable {
    private let access: NodeAccess
    private let metadata: Mutex<OwnMetadata>

    init(access: NodeAccess) {
        self.access = access
        metadata = Mutex(OwnMetadata(access.localMember?.metadata ?? []))
    }

    var present: OwnMetadata { metadata.withLock { $0 } }

    /// Changes the metadata; `completion` gets it when the cluster has been told, or has not.
    func change(
        timeout: Duration,
        _ change: (OwnMetadata) throws(GatewayError) -> OwnMetadata,
        completion: @escaping @Sendable (OwnMetadata, UpdateError?) -> Void
    ) throws(GatewayError) {
        try metadata.withLock { present throws(GatewayError) in
            guard !access.readiness().isLeaving else { throw .leaving }
            let next = try change(present)
            let previous = present
            present = next
            // Under the lock: the node sees the changes in the order in which they were made.
            access.operations.updateMetadata(next.bytes, timeout) { [self] result in
                if case .failure(let error) = result {
                    if case .metadataTooLarge = error { withdraw(next, for: previous) }
                    completion(next, error)
                } else {
                    completion(next, nil)
                }
            }
        }
    }

    /// What the node has refused is not what it is told next.
    private func withdraw(_ refused: OwnMetadata, for previous: OwnMetadata) {
        metadata.withLock { if $0 == refused { $0 = previous } }
    }

    /// Tells the cluster where the API listens, unless it knows.
    func announce(_ announcement: Announcement?, logger: Logger) {
        metadata.withLock { present in
            var next = present
            next.announce(announcement)
            guard next != present else { return }
            guard next.bytes.count <= OwnMetadata.limitBytes else {
                logger.warning("the tags leave no room to tell where the HTTP API listens")
                return
            }
            present = next
            access.operations.updateMetadata(next.bytes, .seconds(10)) { result in
                guard case .failure(let error) = result else { return }
                logger.debug("the HTTP address is not told yet", metadata: ["reason": "\(error)"])
            }
        }
    }
}

extension NodeAccess {
    /// This node, as the others are told of it.
    var localMember: Member? {
        let snapshot = snapshot()
        return snapshot.member(named: snapshot.localName)
    }
}
