// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
package import Wire

/// What nodes believe, and how it compares with what is.
extension Cluster {
    mutating func observe(_ change: Change, by number: Int) {
        let (verb, kind, subject, incarnation) = describe(change)
        record(number, verb, subject, amount: Int(incarnation.rawValue))
        switch kind {
        case .suspected: counts.suspicions += 1
        case .died: counts.deaths += 1
        default: break
        }
        guard let kind else { return }
        if keepsChanges, watched?.contains(subject) ?? true {
            changes.append(ObservedChange(at: now, node: number, kind: kind, subject: subject))
        }
        if !checker.knows(incarnation, claimedBy: subject) {
            checker.claims(nodes[subject].participant.incarnation, by: subject)
        }
        checker.observed(kind, of: subject, incarnation, by: number, at: now)
    }

    private func describe(
        _ change: Change
    ) -> (TraceEntry.Verb, ObservedChange.Kind?, Int, Incarnation) {
        switch change {
        case .joined(let member): (.seesJoin, .joined, index(member), member.incarnation)
        case .updated(let member): (.seesUpdate, .updated, index(member), member.incarnation)
        case .suspected(let member): (.seesSuspect, .suspected, index(member), member.incarnation)
        case .recovered(let member): (.seesRecovery, .recovered, index(member), member.incarnation)
        case .died(let member): (.seesDeath, .died, index(member), member.incarnation)
        case .left(let member): (.seesLeave, .left, index(member), member.incarnation)
        case .reaped(let name): (.forgets, .forgotten, index(name), 0)
        case .conflict(let member, _): (.seesConflict, nil, index(member), member.incarnation)
        }
    }

    /// By its address, which is quicker to read than its name.
    private func index(_ member: Member) -> Int {
        let number = SimulatedNode.number(at: member.endpoint) ?? 0
        return nodes.indices.contains(number) ? number : 0
    }

    /// The number in a name of ours; a name that is not ours is the checker's affair.
    private func index(_ name: MemberName) -> Int {
        let number = Int(name.text.dropFirst(4)) ?? 0
        return nodes.indices.contains(number) ? number : 0
    }

    /// How many nodes see so many alive, themselves among them.
    mutating func count(seeing living: Int) -> Int {
        var count = 0
        // In place: nodes are large, and a copy of one keeps hold of all that is in it.
        for number in nodes.indices where nodes[number].participant.livingMembers() == living {
            count += 1
        }
        return count
    }

    /// How `number` sees `other`.
    package func view(_ number: Int, of other: Int) -> MemberState? {
        nodes[number].participant[SimulatedNode.name(other)]?.state
    }

    /// Who runs, answers and has not said goodbye: who should be seen alive by all like it.
    package func isMember(_ number: Int) -> Bool {
        nodes[number].isUp && !nodes[number].participant.isLeaving
    }

    /// The first thing in which somebody's view differs from the truth; `nil` when all agree.
    package var disagreement: String? {
        for number in nodes.indices where isMember(number) && !nodes[number].isPaused {
            for other in nodes.indices {
                if let words = disagreement(number, about: other) { return words }
            }
        }
        return nil
    }

    private func disagreement(_ number: Int, about other: Int) -> String? {
        let seen = nodes[number].participant[SimulatedNode.name(other)]
        guard isMember(other) else {
            guard let state = seen?.state, state == .alive || state == .suspect else { return nil }
            return "node\(number) sees node\(other) \(state), which is down"
        }
        guard let seen else { return "node\(number) does not know node\(other)" }
        let truth = nodes[other].participant.local
        guard seen.state == .alive else {
            return "node\(number) sees node\(other) \(seen.state), which runs"
        }
        guard seen.incarnation == truth.incarnation, seen.metadata == truth.metadata else {
            return
                "node\(number) sees an older node\(other): incarnation \(seen.incarnation.rawValue)"
                + " in place of \(truth.incarnation.rawValue)"
        }
        return nil
    }
}
