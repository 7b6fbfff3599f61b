// SPDX-License-Identifier: Apache-2.0

package import Determinism
import Wire

/// What an operator may ask of a node that runs (spec §14).
extension Participant {
    /// Says goodbye.
    ///
    /// `.finished(.leave)` follows when the others have been told, or at once when
    /// there is nobody to tell; the node keeps answering and gossiping until its driver ends it.
    ///
    /// Again: `.finished(.leave)` at once if the first has finished, else nothing, for it will.
    package mutating func leave(at now: Instant) -> [Output] {
        guard !isLeaving else {
            if leaveFinished { finish(.leave) }
            return drain()
        }
        isLeaving = true
        let hasCompany = table.hasCompany
        let goodbye = Dead(incarnation: local.incarnation, node: name, from: name)
        bury(goodbye, at: now, for: hasCompany ? .leave : nil)
        if !hasCompany { finish(.leave) }
        return drain()
    }

    /// Tells everyone new metadata.
    ///
    /// `.finished(.updateMetadata)` follows with `request` as for `leave(at:)`, also when a newer
    /// update, or a leave, takes the place of this one.
    package mutating func updateMetadata(
        _ metadata: [UInt8],
        for request: RequestID,
        at now: Instant
    ) throws(UpdateRefusal) -> [Output] {
        guard !isLeaving else { throw .leaving }
        let limit = MembershipSettings.maximumMetadata
        guard metadata.count <= limit else {
            throw .metadataTooLong(bytes: metadata.count, limit: limit)
        }
        let changed = metadata != local.metadata
        claimed = Incarnation(rawValue: claimed == .unbeatable ? .max : claimed.rawValue + 1)
        announce { $0.metadata = metadata }
        let hasCompany = table.hasCompany
        let operation = Operation.updateMetadata(request)
        spread(local.announcement, for: hasCompany ? operation : nil)
        if changed { effects.append(.report(.updated(local))) }
        if !hasCompany { finish(operation) }
        return drain()
    }
}
