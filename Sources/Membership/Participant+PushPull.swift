// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// Whole tables, exchanged over streams (spec §6.2, §7, §8.4, §13).
extension Participant {
    /// Begins a push/pull with an address that may be nobody we know (spec §13.1).
    package mutating func join(_ endpoint: Endpoint, at now: Instant) -> [Output] {
        effects.append(.openStream(nextStream(), to: endpoint, .pushPull(join: true)))
        return drain()
    }

    /// The own table as it is now, to be sent as it is; the application's state is the driver's.
    package func pushPull(join: Bool) -> PushPull {
        PushPull(join: join, nodes: table.members.map { PushNodeState($0) })
    }

    /// Merges the table of another, on either side of the stream (spec §13.3).
    ///
    /// - Throws: when the versions of the two tables do not agree, or the application refuses;
    ///   then nothing was merged.
    package mutating func receive(
        _ remote: PushPull,
        at now: Instant
    ) throws(MergeRefusal) -> [Output] {
        do {
            try verifyVersions(of: remote.nodes)
            try screenMerge(remote, at: now)
        } catch {
            statistics.mergesRefused += 1
            throw error
        }
        statistics.merges += 1
        merge(remote.nodes, at: now)
        return drain()
    }

    /// The same, for the stream that this participant asked for by `stream`.
    ///
    /// - Throws: as above.
    package mutating func receive(
        _ remote: PushPull,
        answering stream: StreamID,
        at now: Instant
    ) throws(MergeRefusal) -> [Output] {
        confirmed = doubts.end(stream)
        defer { confirmed = nil }
        return try receive(remote, at: now)
    }

    /// A time between two exchanges, stretched in a large cluster like that of push/pulls.
    package func paced(_ interval: Duration) -> Duration {
        PushPullPace.interval(interval, members: table.count)
    }

    /// The same with a table of this process, whose announcements are shared in place of copied.
    ///
    /// For simulations: no application is asked. `stream` is the one that this participant asked
    /// for, if it did; `isBelieved` whether it is known of the announcement with this number that
    /// it is believed here, so that nobody need look.
    ///
    /// - Throws: as above.
    package mutating func receive(
        _ remote: TableCopy,
        answering stream: StreamID?,
        passingOver isBelieved: (UInt32) -> Bool,
        at now: Instant
    ) throws(MergeRefusal) -> [Output] {
        confirmed = stream.flatMap { doubts.end($0) }
        defer { confirmed = nil }
        do {
            try verifyVersions(of: remote)
        } catch {
            statistics.mergesRefused += 1
            throw error
        }
        statistics.merges += 1
        for slot in remote.members.indices {
            let isItsWord = remote.members[slot].isItsWord
            if isItsWord, isBelieved(remote.members[slot].announcement.number) { continue }
            merge(remote.members[slot], at: now)
        }
        return drain()
    }

    /// Takes members for known of whom nobody needs to be told; to be called before the start.
    package mutating func adopt(_ members: [Member]) {
        for member in members where table.slot(of: member.announcement) == nil {
            order.insert(table.insert(member), using: &random)
        }
    }

    /// The own table as it is now, for another participant of this process.
    package var tableCopy: TableCopy { TableCopy(members: table.members) }

    private func verifyVersions(of remote: [PushNodeState]) throws(MergeRefusal) {
        let alive = Int(MemberState.alive.rawValue)
        var agreement = VersionAgreement()
        for member in table.members where member.state == .alive {
            agreement.include(member.versions)
        }
        for node in remote where node.state == alive { agreement.include(node.versions) }
        for member in table.members { try agreement.check(member.name, member.versions) }
        for node in remote { try agreement.check(node.name, node.versions) }
    }

    private func verifyVersions(of remote: TableCopy) throws(MergeRefusal) {
        var agreement = VersionAgreement()
        let tables = [tableCopy, remote]
        for table in tables {
            for slot in 0..<table.count where table.members[slot].state == .alive {
                agreement.include(table.versions(slot))
            }
        }
        // Slot by slot, and a member only to be named: to copy one costs more than the look.
        for table in tables {
            for slot in 0..<table.count where !agreement.allows(table.versions(slot)) {
                try agreement.check(table.members[slot].name, table.versions(slot))
            }
        }
    }

    /// Takes in the members of another table whose versions agree with ours.
    mutating func merge(_ nodes: [PushNodeState], at now: Instant) {
        for node in nodes { merge(node, at: now) }
    }

    private mutating func merge(_ node: PushNodeState, at now: Instant) {
        switch UInt8(exactly: node.state).flatMap(MemberState.init) {
        case .alive:
            let alive = Alive(
                incarnation: node.incarnation,
                node: node.name,
                endpoint: node.endpoint,
                metadata: node.metadata,
                versions: node.versions
            )
            hear(alive, at: now)
        case .left:
            hear(Dead(incarnation: node.incarnation, node: node.name, from: node.name), at: now)
        case .suspect, .dead:
            // Another's verdict is only an accusation here: the accused shall have its time.
            hear(Suspect(incarnation: node.incarnation, node: node.name, from: name), at: now)
        case nil:
            statistics.droppedUnknownStates += 1
        }
    }

    private mutating func merge(_ member: Member, at now: Instant) {
        guard member.isItsWord else { return merge(PushNodeState(member), at: now) }
        let announcement = member.announcement
        guard !table.believes(announcement) else { return }
        hear(announcement.alive, sharing: announcement, at: now)
    }

    /// The time between two periodic push/pulls in a cluster of this size (spec §13.2).
    var pushPullInterval: Duration {
        PushPullPace.interval(settings.pushPullInterval, members: table.count)
    }

    mutating func pushPullTick(at now: Instant) {
        nextPushPull = now + pushPullInterval
        guard let slot = pickMembers(1, where: { $0.state($1) == .alive }).first else { return }
        let partner = table[slot].endpoint
        effects.append(.openStream(nextStream(), to: partner, .pushPull(join: false)))
    }
}

extension PushNodeState {
    fileprivate init(_ member: Member) {
        self.init(
            name: member.name,
            endpoint: member.endpoint,
            metadata: member.metadata,
            incarnation: member.incarnation,
            state: Int(member.state.rawValue),
            versions: member.versions
        )
    }
}
