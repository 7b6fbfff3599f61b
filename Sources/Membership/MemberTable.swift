// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Everyone this participant has heard of, whatever their state; itself in slot 0 (spec §8).
///
/// A slot is an index that stays valid until `remove(where:)`.
struct MemberTable: Sendable {
    private(set) var members: [Member]
    private var index = NameIndex()
    /// How many are in each state.
    private var census = Census()
    /// Grows with every visible change.
    private(set) var version: UInt64 = 0
    /// Grows with every change of a member that was alive, and when members are forgotten.
    private(set) var revisions: UInt64 = 0

    init(local: Member) {
        members = [local]
        fillIndex()
        census[local.state] = 1
    }

    /// Where this participant's own entry is; it is never removed (spec §8.7, differ).
    static let localSlot = 0

    var local: Member { members[Self.localSlot] }
    var count: Int { census.total }

    func count(of state: MemberState) -> Int { census[state] }

    /// Whether everyone is alive, so that nobody's state need be looked at.
    var isAllAlive: Bool { census[.alive] == census.total }

    /// Whether anyone else is alive or suspect: someone who could hear what we say.
    var hasCompany: Bool {
        let active = count(of: .alive) + count(of: .suspect)
        let localState = local.state
        return active > (localState == .alive || localState == .suspect ? 1 : 0)
    }

    func slot(of name: MemberName) -> Int? {
        index.slot(name.hashValue) { members[$0].name == name }
    }

    /// The slot of whoever made `announcement`.
    func slot(of announcement: Announcement) -> Int? {
        index.slot(announcement.nameHash) { slot in
            let known = members[slot].announcement
            return known === announcement || known.alive.node == announcement.alive.node
        }
    }

    /// Whether an announcement is what is known of a member that is alive: then it is no news.
    func believes(_ announcement: Announcement) -> Bool {
        let slot = index.slot(announcement.nameHash) {
            members[$0].announcement === announcement && members[$0].state == .alive
        }
        return slot != nil
    }

    subscript(slot: Int) -> Member { members[slot] }

    /// Of the member in a slot, without a look at what it said of itself.
    func state(_ slot: Int) -> MemberState { members[slot].state }

    subscript(name: MemberName) -> Member? { slot(of: name).map { members[$0] } }

    /// Adds a member whose name is not in the table yet.
    mutating func insert(_ member: Member) -> Int {
        precondition(slot(of: member.announcement) == nil, "\(member.name) is in the table already")
        let slot = members.count
        members.append(member)
        let members = members
        index.insert(slot, member.announcement.nameHash) { members[$0].announcement.nameHash }
        census[member.state] += 1
        version += 1
        return slot
    }

    mutating func update(_ slot: Int, _ change: (inout Member) -> Void) {
        census[members[slot].state] -= 1
        if members[slot].state == .alive { revisions += 1 }
        change(&members[slot])
        census[members[slot].state] += 1
        version += 1
    }

    /// Forgets whom `condition` names, never the local entry; every slot but 0 may change.
    mutating func remove(where condition: (Member) -> Bool) -> [MemberName] {
        var gone: [MemberName] = []
        var kept: [Member] = []
        for (slot, member) in members.enumerated() {
            if slot != Self.localSlot && condition(member) {
                gone.append(member.name)
            } else {
                kept.append(member)
            }
        }
        guard !gone.isEmpty else { return [] }
        members = kept
        fillIndex()
        census = Census()
        for member in kept { census[member.state] += 1 }
        version += 1
        revisions += 1
        return gone
    }

    private mutating func fillIndex() {
        index = NameIndex()
        let members = members
        for (slot, member) in members.enumerated() {
            index.insert(slot, member.announcement.nameHash) { members[$0].announcement.nameHash }
        }
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(!members.isEmpty, "the local entry is gone")
        precondition(index.count == members.count, "\(index.count) names, \(members.count) members")
        for (slot, member) in members.enumerated() {
            let found = self.slot(of: member.name)
            precondition(found == slot, "\(member.name) is not found at \(slot)")
        }
        for state in MemberState.allCases {
            let counted = members.count { $0.state == state }
            precondition(count(of: state) == counted, "\(count(of: state)) \(state), \(counted)")
        }
    }
}
