// SPDX-License-Identifier: Apache-2.0

import Wire

extension Participant {
    /// What must hold between any two calls; a simulator checks it after every event.
    ///
    /// Looks at everything, so not for each packet of a running node.
    package func checkInvariants() {
        table.checkInvariants()
        order.checkInvariants(members: table.count)
        awareness.checkInvariants()
        queue.checkInvariants()
        userQueue.checkInvariants()
        suspicions.checkInvariants()
        relays.checkInvariants(limit: settings.maximumRelays)
        pings.checkInvariants(limit: settings.maximumPings)
        departed.checkInvariants()
        claims.checkInvariants()
        doubts.checkInvariants()
        checkLocalEntry()
        checkSuspicions()
        precondition(effects.isEmpty, "\(effects.count) outputs were not handed out")
        precondition(table.count <= settings.maximumMembers, "\(table.count) members")
        let broadcasts = userQueue.count
        precondition(broadcasts <= settings.maximumUserBroadcasts, "\(broadcasts) broadcasts")
    }

    private func checkLocalEntry() {
        precondition(local.name == name, "\(local.name) sits in the place of \(name)")
        precondition(local.incarnation == claimed, "\(local.incarnation) is not what we claim")
        let state: MemberState = isLeaving ? .left : .alive
        precondition(local.state == state, "we are \(local.state)")
    }

    /// A timer runs exactly for those who are suspect.
    private func checkSuspicions() {
        let suspects = table.members.filter { $0.state == .suspect }
        precondition(suspects.count == suspicions.count, "\(suspects.count) suspects, other timers")
        for suspect in suspects {
            precondition(suspicions[suspect.name] != nil, "no timer runs for \(suspect.name)")
        }
    }
}
