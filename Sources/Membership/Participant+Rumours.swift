// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Alive, suspect and dead: what others say of members, and of us (spec §8.1 to §8.6).
extension Participant {
    /// A gossiped alive: its source must be allowed too (spec §15.4).
    mutating func hear(
        _ message: Alive,
        sharing shared: Announcement? = nil,
        from source: Endpoint,
        at now: Instant
    ) {
        guard settings.allows(source.address) else {
            statistics.droppedAddressNotAllowed += 1
            return
        }
        hear(message, sharing: shared, at: now)
    }

    /// What an alive says; `shared` is the same message as an announcement, if there is one.
    mutating func hear(
        _ message: Alive,
        sharing shared: Announcement? = nil,
        at now: Instant
    ) {
        let endpoint = resolved(message.endpoint)
        guard endpoint == message.endpoint else {
            var message = message
            message.endpoint = endpoint
            return hearResolved(message, sharing: nil, at: now)
        }
        hearResolved(message, sharing: shared, at: now)
    }

    private mutating func hearResolved(
        _ message: Alive,
        sharing shared: Announcement?,
        at now: Instant
    ) {
        guard isUsable(message), isWelcome(message, at: now) else { return }
        let found = shared.map { table.slot(of: $0) } ?? table.slot(of: message.node)
        guard let slot = found else {
            meet(message, sharing: shared, at: now)
            return
        }
        let known = table[slot]
        var takesOver = false
        if known.endpoint != message.endpoint {
            guard isAllowed(message) else { return }
            takesOver = isVacant(known, at: now)
            if !takesOver, isFree(known, for: message) {
                takesOver = true
                statistics.takeovers += 1
            }
            guard takesOver else { return contest(known, message, at: now) }
        }
        if message.node == name {
            hearOfSelf(message, takesOver: takesOver)
        } else if takesOver || message.incarnation > known.incarnation {
            guard isBelievable(message, known: known.incarnation, at: now) else { return }
            accept(shared ?? Announcement(message), in: slot, at: now)
        } else {
            repeatAccusation(against: known)
        }
    }

    private mutating func isUsable(_ message: Alive) -> Bool {
        guard !(isLeaving && message.node == name) else { return false }
        guard message.incarnation != .unbeatable else {
            statistics.droppedUnbeatable += 1
            return false
        }
        guard isBounded(message.node) else { return false }
        let versions = message.versions
        let versionsFit =
            versions.count < 3
            || versions.protocolMin != 0 && versions.protocolMax != 0
                && versions.protocolMin <= versions.protocolMax
        let isSane =
            !message.node.isEmpty && !message.endpoint.address.isEmpty
            && message.metadata.count <= settings.maximumReceivedMetadata
        guard versionsFit && isSane else {
            statistics.droppedUnusableAlive += 1
            return false
        }
        return isCompatible(message)
    }

    /// Whether the table can hold a member with these versions and still be merged with others.
    ///
    /// One that does not understand what it speaks itself, or whom we do not understand or who
    /// does not understand us, would let every push/pull here be refused until it is forgotten
    /// (spec §7). The reference lets it in when gossip speaks of it; no push/pull would have.
    private mutating func isCompatible(_ message: Alive) -> Bool {
        let (own, versions) = (self.versions, message.versions)
        guard settings.checksVersions, versions.isComplete else { return true }
        if versions == own || message.node == name { return true }
        let isCompatible =
            versions.understands(versions) && versions.understands(own) && own.understands(versions)
        if !isCompatible { statistics.droppedIncompatibleVersions += 1 }
        return isCompatible
    }

    /// Whether a name may be kept; what is kept of a stranger's message has its limit.
    mutating func isBounded(_ name: MemberName) -> Bool {
        let isBounded = name.text.utf8.count <= settings.maximumNameBytes
        if !isBounded { statistics.droppedOverlongNames += 1 }
        return isBounded
    }

    private mutating func isAllowed(_ message: Alive) -> Bool {
        let allowed = settings.allows(message.endpoint.address)
        if !allowed { statistics.droppedAddressNotAllowed += 1 }
        return allowed
    }

    /// Whether another may take the name, from another address (spec §8.1, step 4).
    private func isVacant(_ known: Member, at now: Instant) -> Bool {
        switch known.state {
        case .left: return true
        case .alive, .suspect: return false
        case .dead:
            // Who was never alive (incarnation 0) has no time of death to wait from.
            let reclaim = settings.deadNodeReclaimTime
            let isGhost = known.incarnation.rawValue == 0
            return reclaim > .zero && (isGhost || now - known.since > reclaim)
        }
    }

    /// Lets someone new in.
    ///
    /// An entry without versions would keep this node from every push/pull, so a newcomer that
    /// does not say them stays out (spec §7, differ).
    private mutating func meet(
        _ message: Alive,
        sharing shared: Announcement?,
        at now: Instant
    ) {
        guard isAllowed(message) else { return }
        guard message.versions.isComplete else {
            statistics.droppedUnusableAlive += 1
            return
        }
        guard table.count < settings.maximumMembers else {
            statistics.droppedTableFull += 1
            return
        }
        guard isBelievable(message, known: nil, at: now) else { return }
        let announcement = shared ?? Announcement(message)
        let newcomer = Member(announcement, incarnation: 0, state: .dead, since: now)
        let slot = table.insert(newcomer)
        order.insert(slot, using: &random)
        // With incarnation 0 it stays the dead entry that it is, without any event (spec §8.1).
        guard message.incarnation > newcomer.incarnation else { return }
        accept(announcement, in: slot, at: now)
    }

    private mutating func accept(_ news: Announcement, in slot: Int, at now: Instant) {
        let old = table[slot]
        let name = news.alive.node
        suspicions.drop(name)
        if !accusationsRepeated.isEmpty { accusationsRepeated.remove(name) }
        claims.drop(name)
        statistics.aliveAccepted += 1
        spread(news)
        let kept = news.alive.versions.isComplete ? news : completed(news, like: old)
        table.update(slot) { member in
            member.announcement = kept
            member.incarnation = news.alive.incarnation
            guard member.state != .alive else { return }
            member.state = .alive
            member.since = now
        }
        let new = table[slot]
        noteDeparture(new, isDead: false, at: now)
        switch old.state {
        case .dead, .left: effects.append(.report(.joined(new)))
        case .suspect where old.metadata == new.metadata: effects.append(.report(.recovered(new)))
        case .alive where old.metadata == new.metadata: break
        case .alive, .suspect: effects.append(.report(.updated(new)))
        }
    }

    /// What is kept of one who does not say its versions now, and once did.
    private func completed(_ news: Announcement, like old: Member) -> Announcement {
        var alive = news.alive
        alive.versions = old.versions
        return Announcement(alive)
    }

    /// Others talk about us as we are, or as we were before a restart (spec §8.1, step 7).
    private mutating func hearOfSelf(_ message: Alive, takesOver: Bool) {
        let known = local
        guard takesOver || message.incarnation >= known.incarnation else { return }
        guard
            message.incarnation != known.incarnation || message.metadata != known.metadata
                || message.versions != known.versions
        else { return }
        guard isAnswerable(message.incarnation, of: name) else { return }
        refute(message.incarnation)
    }

    mutating func reportConflict(existing: Member, _ message: Alive, at now: Instant) {
        statistics.conflicts += 1
        let claimant = Member(
            Announcement(message),
            incarnation: message.incarnation,
            state: .alive,
            since: now
        )
        effects.append(.report(.conflict(existing: existing, claimant: claimant)))
    }

    /// An accusation by another.
    mutating func hear(_ accusation: Suspect, at now: Instant) {
        guard isBounded(accusation.from),
            isAnswerable(accusation.incarnation, of: accusation.node),
            isBelievable(accusation.incarnation, of: accusation.node)
        else { return }
        suspect(accusation, at: now)
    }

    mutating func suspect(_ accusation: Suspect, at now: Instant) {
        guard let slot = table.slot(of: accusation.node),
            accusation.incarnation >= table[slot].incarnation
        else { return }
        if suspicions[accusation.node] != nil {
            guard suspicions.confirm(accusation.node, by: accusation.from, at: now) else { return }
            statistics.confirmations += 1
            spread(accusation.encoded(), about: accusation.node)
            return
        }
        guard table[slot].state == .alive else { return }
        guard accusation.node != name else {
            refute(accusation.incarnation)
            return
        }
        statistics.suspectAccepted += 1
        statistics.suspicions += 1
        spread(accusation.encoded(), about: accusation.node)
        transition(slot, to: .suspect, accusation.incarnation, at: now)
        let suspicion = Suspicion(
            by: accusation.from,
            members: table.count,
            settings: settings,
            at: now
        )
        suspicions.start(suspicion, of: accusation.node)
        effects.append(.report(.suspected(table[slot])))
    }

    /// A verdict by another, or a goodbye.
    mutating func hear(_ verdict: Dead, at now: Instant) {
        guard isBounded(verdict.from), isAnswerable(verdict.incarnation, of: verdict.node),
            isBelievable(verdict.incarnation, of: verdict.node)
        else { return }
        bury(verdict, at: now)
    }

    mutating func bury(_ verdict: Dead, at now: Instant, for operation: Operation? = nil) {
        guard let slot = table.slot(of: verdict.node),
            verdict.incarnation >= table[slot].incarnation
        else { return }
        suspicions.drop(verdict.node)
        guard table[slot].state == .alive || table[slot].state == .suspect else { return }
        if verdict.node == name && !isLeaving {
            refute(verdict.incarnation)
            return
        }
        statistics.deadAccepted += 1
        spread(verdict.encoded(), about: verdict.node, for: operation)
        let leaves = verdict.from == verdict.node
        transition(slot, to: leaves ? .left : .dead, verdict.incarnation, at: now)
        effects.append(.report(leaves ? .left(table[slot]) : .died(table[slot])))
        noteDeparture(table[slot], isDead: !leaves, at: now)
        if !leaves { considerClaims(on: verdict.node, at: now) }
        // The last who could have been told of our leave is gone.
        if isLeaving, !leaveFinished, verdict.node != name, !table.hasCompany { finish(.leave) }
    }

    /// Whether the accused would outbid it, with an alive that anyone believes (spec §8.5, differ).
    ///
    /// It answers whatever a former life of it may have claimed, but is not driven into the last
    /// `incarnationReserve` of the numbers: whoever believes such an accusation forgets it when it
    /// forgets the dead, and what was claimed stays. What our own probes find is not asked, or
    /// nobody with such an incarnation could ever be seen to die.
    private mutating func isAnswerable(_ incarnation: Incarnation, of accused: MemberName) -> Bool {
        let open = UInt32.max - MembershipSettings.incarnationReserve
        guard incarnation.rawValue > open else { return true }
        let known = table[accused]?.incarnation.rawValue ?? 0
        // The answer to the last but one would be the last, which we ignore.
        let answerable = incarnation.rawValue <= min(known, .max - 2)
        if !answerable { statistics.droppedUnbeatable += 1 }
        return answerable
    }

    private mutating func transition(
        _ slot: Int,
        to state: MemberState,
        _ incarnation: Incarnation,
        at now: Instant
    ) {
        accusationsRepeated.remove(table[slot].name)
        table.update(slot) { member in
            member.incarnation = incarnation
            member.state = state
            member.since = now
        }
    }

    /// Claims the next number, but never the last, which could not be outbid and is ignored.
    mutating func claim(above known: Incarnation) {
        claimed = Incarnation(rawValue: min(known.rawValue, .max - 2) + 1)
    }

    /// Outbids what others say of us (SWIM §4.2; spec §8.5), and never wraps.
    mutating func refute(_ accused: Incarnation) {
        claim(above: max(claimed, accused))
        announce()
        awareness.adjust(by: 1)
        statistics.refutations += 1
        // It says what an update that waits to be told would have said, so who waits for that one
        // waits for this.
        let update = queue[about: name]?.operation
        spread(local.announcement, for: update)
    }

    /// Tells once more what is held against a member that speaks with an old incarnation: most
    /// likely it has restarted and cannot know what it must refute (spec §8.6).
    private mutating func repeatAccusation(against known: Member) {
        guard settings.answersOutdatedAlive, known.state != .alive, known.incarnation.rawValue > 0,
            accusationsRepeated.insert(known.name).inserted
        else { return }
        statistics.outdatedAliveAnswered += 1
        if known.state == .suspect {
            // In the first accuser's name: it is no confirmation by us.
            let accuser = suspicions[known.name]?.accuser ?? name
            let suspect = Suspect(
                incarnation: known.incarnation,
                node: known.name,
                from: accuser
            )
            spread(suspect.encoded(), about: known.name)
        } else {
            let accuser = known.state == .left ? known.name : name
            let dead = Dead(incarnation: known.incarnation, node: known.name, from: accuser)
            spread(dead.encoded(), about: known.name)
        }
    }

    /// Declares those dead who had time to speak and did not (spec §9.3).
    mutating func expireSuspicions(at now: Instant) {
        while let (suspect, suspicion) = suspicions.popExpired(at: now) {
            guard let member = table[suspect], member.state == .suspect else { continue }
            statistics.suspicionTimeouts += 1
            if suspicion.confirmations < suspicion.confirmationsWanted {
                statistics.degradedTimeouts += 1
            }
            bury(Dead(incarnation: member.incarnation, node: suspect, from: name), at: now)
        }
    }
}
