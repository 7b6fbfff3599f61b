// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Asking the application (spec §18).
extension Participant {
    /// Asks the application about a member that describes itself (memberlist's `NotifyAlive`).
    ///
    /// Not about this node: who refused itself would not answer what is said of it.
    mutating func isWelcome(_ message: Alive, at now: Instant) -> Bool {
        guard let refusesMember = hooks.refusesMember, message.node != name else { return true }
        guard message.versions.isComplete else {
            statistics.droppedUnusableAlive += 1
            return false
        }
        let member = Member(
            Announcement(message),
            incarnation: message.incarnation,
            state: .alive,
            since: now
        )
        guard let reason = refusesMember(member) else { return true }
        refusedMembers.add(reason)
        statistics.droppedRefusedMembers += 1
        return false
    }

    /// Asks the application about the table of a join (memberlist's `NotifyMerge`).
    func screenMerge(_ remote: PushPull, at now: Instant) throws(MergeRefusal) {
        guard remote.join, let refusesMerge = hooks.refusesMerge else { return }
        let members = remote.nodes.compactMap { member($0, at: now) }
        if let reason = refusesMerge(members) { throw .application(reason) }
    }

    /// A member as another's table shows it; `nil` for one in a state that we do not know.
    private func member(_ node: PushNodeState, at now: Instant) -> Member? {
        guard let state = UInt8(exactly: node.state).flatMap(MemberState.init) else { return nil }
        let alive = Alive(
            incarnation: node.incarnation,
            node: node.name,
            endpoint: resolved(node.endpoint),
            metadata: node.metadata,
            versions: node.versions
        )
        return Member(
            Announcement(alive),
            incarnation: node.incarnation,
            state: state,
            since: now
        )
    }

    /// What the application puts into an ack, if that fits beside it into one packet.
    mutating func ackPayload() -> [UInt8] {
        guard let payload = hooks.ackPayload?(), !payload.isEmpty else { return [] }
        guard payload.count <= longestBroadcast - Self.ackBytes else {
            statistics.droppedOversizeAckPayloads += 1
            return []
        }
        return payload
    }

    /// An ack without payload, and the head of the longest one (spec §4).
    private static let ackBytes = 32
}
