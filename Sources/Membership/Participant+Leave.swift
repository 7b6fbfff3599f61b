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

    /// How many of these bytes a packet has room for, among what this node says of itself.
    private func metadataLimit(for metadata: [UInt8]) -> Int {
        let most = MembershipSettings.maximumMetadata
        guard metadata.count <= most else { return most }
        var alive = announcement()
        alive.metadata = metadata
        let excess = leastPacketSpace(for: alive) - longestBroadcast
        return excess > 0 ? max(0, metadata.count - excess) : most
    }

    /// Bytes of the announcement when it has the longest incarnation.
    private func leastPacketSpace(for alive: Alive) -> Int {
        var alive = alive
        alive.incarnation = .unbeatable
        return Message.alive(alive).encoded().count
    }

    /// Bytes that packets lack for what this node says of itself, if `overhead` bytes of each were
    /// not the participant's; at most zero: it fits.
    package func packetShortage(overhead: Int) -> Int {
        leastPacketSpace(for: announcement()) - longestBroadcast
            + (overhead - settings.packetOverhead)
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
        let limit = metadataLimit(for: metadata)
        guard metadata.count <= limit else {
            throw .metadataTooLong(bytes: metadata.count, limit: limit)
        }
        let changed = metadata != local.metadata
        claim(above: claimed)
        announce { $0.metadata = metadata }
        let hasCompany = table.hasCompany
        let operation = Operation.updateMetadata(request)
        spread(local.announcement, for: hasCompany ? operation : nil)
        if changed { effects.append(.report(.updated(local))) }
        if !hasCompany { finish(operation) }
        return drain()
    }
}
