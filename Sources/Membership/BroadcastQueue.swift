// SPDX-License-Identifier: Apache-2.0

import Wire

/// Broadcasts that wait to ride on the next packets: least told first, then longest, then newest
/// (spec §12.1; memberlist's `TransmitLimitedQueue`).
///
/// Numbers of broadcasts never restart (spec §12.1, differ).
struct BroadcastQueue: Sendable {
    /// Those that wait, each in the place that its ticket names; the other places are free.
    private var waiting: [Broadcast?] = []
    private var freePlaces: [UInt32] = []
    /// Places by subject.
    private var subjects = NameIndex()
    /// By how often they have been told.
    private var tiers: [BroadcastTier] = []
    private var submissions: UInt64 = 0
    /// As many as fill a packet, when none is short.
    private static let usualMessages = 16

    var count: Int { waiting.count - freePlaces.count }
    var isEmpty: Bool { count == 0 }
    var inOrderOfSubmission: [Broadcast] {
        waiting.compactMap { $0 }.sorted { $0.ticket < $1.ticket }
    }

    /// Whether one about `subject` waits.
    func holds(_ subject: MemberName) -> Bool { self[about: subject] != nil }

    subscript(about subject: MemberName) -> Broadcast? {
        place(of: subject, subject.hashValue).flatMap { waiting[$0] }
    }

    /// Queues a broadcast; returns the one about the same subject that it replaces.
    mutating func submit(_ broadcast: Broadcast) -> Broadcast? {
        submissions += 1
        let subject = broadcast.subject
        let hash = broadcast.subjectHash
        var replaced: Broadcast?
        if let subject, let place = place(of: subject, hash), let older = waiting[place] {
            replaced = remove(older)
        }
        let place = freePlaces.popLast().map(Int.init) ?? waiting.count
        if place == waiting.count { waiting.append(nil) }
        var broadcast = broadcast
        broadcast.ticket = BroadcastTicket(number: submissions, place: place)
        waiting[place] = broadcast
        if subject != nil {
            let waiting = waiting
            subjects.insert(place, hash) { waiting[$0]?.subjectHash ?? 0 }
        }
        order(
            broadcast.ticket,
            length: broadcast.bytes.count,
            in: Int(broadcast.transmits)
        )
        return replaced
    }

    /// Takes what fits into `budget` bytes when each message costs `overhead` bytes more.
    ///
    /// - Returns: the messages in order, and the broadcasts that have now been told
    ///   `transmitLimit` times and are gone.
    mutating func take(
        budget: Int,
        overhead: Int,
        atMost limit: Int,
        transmitLimit: Int
    ) -> (messages: [[UInt8]], finished: [Broadcast]) {
        var messages: [[UInt8]] = []
        var finished: [Broadcast] = []
        var again: [(ticket: BroadcastTicket, length: Int, tier: Int)] = []
        if !isEmpty {
            messages.reserveCapacity(Self.usualMessages)
            again.reserveCapacity(Self.usualMessages)
        }
        var free = budget - overhead
        for tier in tiers.indices {
            while free > 0, messages.count < limit,
                let (ticket, length) = tiers[tier].popFirst(notLongerThan: free)
            {
                guard let broadcast = waiting[ticket.place] else { continue }
                messages.append(broadcast.bytes)
                free -= length + overhead
                if tier + 1 >= transmitLimit {
                    forget(broadcast)
                    finished.append(broadcast)
                } else {
                    waiting[ticket.place]?.transmits += 1
                    again.append((ticket, length, tier + 1))
                }
            }
        }
        for (ticket, length, tier) in again { order(ticket, length: length, in: tier) }
        return (messages, finished)
    }

    /// Drops from the end of the order until `count` are left.
    mutating func prune(to count: Int) -> [Broadcast] {
        var dropped: [Broadcast] = []
        while self.count > max(0, count), let tier = tiers.lastIndex(where: { !$0.isEmpty }),
            let ticket = tiers[tier].popLast(), let broadcast = waiting[ticket.place]
        {
            forget(broadcast)
            dropped.append(broadcast)
        }
        return dropped
    }

    /// Drops whatever is longer than so many bytes, oldest first.
    mutating func remove(longerThan length: Int) -> [Broadcast] {
        inOrderOfSubmission.filter { $0.bytes.count > length }.map { remove($0) }
    }

    private func place(of subject: MemberName, _ hash: Int) -> Int? {
        subjects.slot(hash) { waiting[$0]?.subject == subject }
    }

    /// Lets a broadcast that waits be taken when it is its turn.
    private mutating func order(_ ticket: BroadcastTicket, length: Int, in tier: Int) {
        while tiers.count <= tier { tiers.append(BroadcastTier()) }
        tiers[tier].insert(ticket, length: length)
    }

    private mutating func remove(_ broadcast: Broadcast) -> Broadcast {
        let tier = Int(broadcast.transmits)
        tiers[tier].remove(broadcast.ticket, length: broadcast.bytes.count)
        forget(broadcast)
        return broadcast
    }

    /// Forgets a broadcast that is in no tier any more; memory is given back with the last one.
    private mutating func forget(_ broadcast: Broadcast) {
        let place = broadcast.ticket.place
        if broadcast.subject != nil {
            let waiting = waiting
            subjects.remove(place, broadcast.subjectHash) { waiting[$0]?.subjectHash ?? 0 }
        }
        waiting[place] = nil
        freePlaces.append(UInt32(place))
        guard isEmpty else { return }
        waiting = []
        freePlaces = []
        subjects = NameIndex()
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        let ordered = tiers.reduce(0) { $0 + $1.count }
        precondition(ordered == count, "\(ordered) broadcasts in order of \(count)")
        let named = waiting.count { $0?.subject != nil }
        precondition(subjects.count == named, "\(subjects.count) names of \(named)")
        for (place, broadcast) in waiting.enumerated() {
            guard let broadcast else { continue }
            precondition(broadcast.ticket.place == place, "a broadcast is not in its place")
            guard let subject = broadcast.subject else { continue }
            let found = self.place(of: subject, broadcast.subjectHash)
            precondition(found == place, "the broadcast about \(subject) is not found")
        }
        tiers.forEach { $0.checkInvariants() }
    }
}
