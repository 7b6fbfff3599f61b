// SPDX-License-Identifier: Apache-2.0

package import Journal
package import Memberlist
import Reactor
import Synchronization

/// Writes into the journal who has been seen, for the next start.
///
/// What changes while the journal is busy goes with its next transaction, and of one member only
/// the last; what could not be written is, with the next change.
package final class MemberMemory: Sendable {
    /// Changes that wait; beyond, a member is forgotten that was seen meanwhile.
    static let limit = 10_000

    private struct State: Sendable {
        /// The address by name; `nil` of one who has left.
        var changes: [String: String?] = [:]
        var isBusy = false
    }

    private let journal: OpenJournal
    private let state = Mutex(State())

    package init(_ journal: OpenJournal) { self.journal = journal }

    /// Addresses of members that were seen alive last, at most `limit`.
    ///
    /// - `named`: as `name/address`, where names are required.
    package func formerMembers(limit: Int, named: Bool) async throws(JournalError) -> [String] {
        try await journal.perform(.members(limit: limit), at: WallClock.milliseconds).map {
            named ? "\($0.name)/\($0.address)" : $0.address
        }
    }

    /// The node has heard something; on its thread.
    package func hear(_ news: NodeNews) {
        guard case .changed(let event, isSelf: false) = news else { return }
        switch event {
        case .joined(let member), .updated(let member), .recovered(let member):
            note(member.name, member.address)
        case .left(let member): note(member.name, nil)
        case .suspected, .died, .conflict: break
        }
    }

    private func note(_ name: String, _ address: String?) {
        let isFirst = state.withLock { state in
            guard state.changes.count < Self.limit || state.changes[name] != nil else {
                return false
            }
            state.changes[name] = .some(address)
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if isFirst { write() }
    }

    private func write() {
        let changes = state.withLock { state in
            defer { state.changes = [:] }
            if state.changes.isEmpty { state.isBusy = false }
            return state.changes
        }
        guard !changes.isEmpty else { return }
        var (seen, left): ([KnownMember], [String]) = ([], [])
        for (name, address) in changes {
            if let address {
                seen.append(KnownMember(name: name, address: address))
            } else {
                left.append(name)
            }
        }
        let wall = WallClock.milliseconds
        journal.perform(.note(seen: seen, left: left), at: wall) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success: write()
            case .failure: keep(changes)
            }
        }
    }

    /// They go with the next change, unless that is of the same member.
    private func keep(_ changes: [String: String?]) {
        state.withLock { state in
            state.changes.merge(changes) { newer, _ in newer }
            state.isBusy = false
        }
    }
}
