// SPDX-License-Identifier: Apache-2.0

import Wire

/// Broadcasts that wait to ride on the next packets: least told first, then longest, then newest
/// (spec §12.1; memberlist's `TransmitLimitedQueue`).
///
/// Numbers of broadcasts never restart (spec §12.1, differ).
struct BroadcastQueue: Sendable {
    /// How often what is in a place has been told, and its number in shorthand: all that packets in
    /// shorthand look at, and so apart from the rest.
    private struct Tally {
        var transmits: UInt32 = 0
        var number: UInt32 = 0
    }

    /// Some that a packet takes, which are equally long and were told equally often.
    private struct Run {
        let length: Int
        let tier: Int
        let taken: Range<Int>
    }

    /// What waits, each in the place that its ticket names; the other places are free.
    private var contents: [BroadcastContent?] = []
    /// By place.
    private var tickets: [BroadcastTicket] = []
    /// By place.
    private var tallies: [Tally] = []
    private var freePlaces: [UInt32] = []
    /// Places by subject.
    private var subjects = NameIndex()
    /// By how often they have been told.
    private var tiers: [BroadcastTier] = []
    private var submissions: UInt64 = 0
    /// None of those that wait is shorter.
    private var shortest = Int.max
    /// As many as fill a packet, when none is short.
    private static let usualMessages = 32

    var count: Int { contents.count - freePlaces.count }
    var isEmpty: Bool { count == 0 }
    var inOrderOfSubmission: [Broadcast] {
        placesInOrder.compactMap { place in contents[place].map { broadcast($0, in: place) } }
    }

    private var placesInOrder: [Int] {
        contents.indices.filter { contents[$0] != nil }.sorted { tickets[$0] < tickets[$1] }
    }

    /// Whether one about `subject` waits.
    func holds(_ subject: MemberName) -> Bool { place(of: subject, subject.hashValue) != nil }

    subscript(about subject: MemberName) -> Broadcast? {
        guard let place = place(of: subject, subject.hashValue) else { return nil }
        return contents[place].map { broadcast($0, in: place) }
    }

    private func broadcast(_ content: BroadcastContent, in place: Int) -> Broadcast {
        Broadcast(content, transmits: tallies[place].transmits)
    }

    /// Queues a broadcast; returns the one about the same subject that it replaces.
    mutating func submit(_ broadcast: Broadcast) -> Broadcast? {
        submissions += 1
        let content = broadcast.content
        let subject = content.subject
        let hash = content.subjectHash
        var replaced: Broadcast?
        if let subject, let older = place(of: subject, hash) { replaced = remove(older) }
        let place = freePlaces.popLast().map(Int.init) ?? contents.count
        let ticket = BroadcastTicket(number: submissions, place: place)
        let tally = Tally(transmits: broadcast.transmits, number: content.number)
        if place == contents.count {
            contents.append(content)
            tickets.append(ticket)
            tallies.append(tally)
        } else {
            contents[place] = content
            tickets[place] = ticket
            tallies[place] = tally
        }
        if subject != nil {
            let contents = contents
            subjects.insert(place, hash) { contents[$0]?.subjectHash ?? 0 }
        }
        let length = content.bytes.count
        shortest = min(shortest, length)
        reach(Int(tally.transmits))
        tiers[Int(tally.transmits)].insert(ticket, length: length)
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
        guard !isEmpty else { return ([], []) }
        let (taken, runs, _) = choose(budget: budget, overhead: overhead, atMost: limit)
        let messages = taken.compactMap { contents[$0.place]?.bytes }
        return (messages, settle(taken, runs, transmitLimit))
    }

    /// The same, added to a packet in shorthand.
    mutating func take(
        budget: Int,
        overhead: Int,
        atMost limit: Int,
        transmitLimit: Int,
        into packet: inout Shorthand
    ) -> [Broadcast] {
        guard !isEmpty else { return [] }
        let (taken, runs, length) = choose(budget: budget, overhead: overhead, atMost: limit)
        packet.length += length
        for ticket in taken {
            let number = tallies[ticket.place].number
            if number == 0 {
                if let content = contents[ticket.place] { packet.append(content.bytes) }
            } else {
                packet.append(number)
            }
        }
        return settle(taken, runs, transmitLimit)
    }

    /// Takes out of the order what fits; `length`: of all, with what they cost beside their own.
    private mutating func choose(
        budget: Int,
        overhead: Int,
        atMost limit: Int
    ) -> (taken: [BroadcastTicket], runs: [Run], length: Int) {
        var taken: [BroadcastTicket] = []
        var runs: [Run] = []
        taken.reserveCapacity(Self.usualMessages)
        var free = budget - overhead
        for tier in tiers.indices {
            // Most packets are full before the last tier: the others are not even looked at.
            guard free >= shortest, taken.count < limit else { break }
            while free > 0, taken.count < limit {
                let start = taken.count
                let length = tiers[tier].pop(
                    into: free,
                    overhead: overhead,
                    atMost: limit - start,
                    &taken
                )
                guard let length else { break }
                free -= (length + overhead) * (taken.count - start)
                runs.append(Run(length: length, tier: tier, taken: start..<taken.count))
            }
        }
        return (taken, runs, budget - overhead - free)
    }

    /// Puts what was told back into the order, or takes it away if it was told often enough.
    private mutating func settle(
        _ taken: [BroadcastTicket],
        _ runs: [Run],
        _ transmitLimit: Int
    ) -> [Broadcast] {
        var finished: [Broadcast] = []
        for run in runs {
            guard run.tier + 1 < transmitLimit else {
                for ticket in taken[run.taken] {
                    if let broadcast = forget(ticket.place) { finished.append(broadcast) }
                }
                continue
            }
            for ticket in taken[run.taken] { tallies[ticket.place].transmits += 1 }
            reach(run.tier + 1)
            tiers[run.tier + 1].insert(newestFirst: taken[run.taken], length: run.length)
        }
        return finished
    }

    /// Drops from the end of the order until `count` are left.
    mutating func prune(to count: Int) -> [Broadcast] {
        var dropped: [Broadcast] = []
        while self.count > max(0, count), let tier = tiers.lastIndex(where: { !$0.isEmpty }),
            let ticket = tiers[tier].popLast(), let broadcast = forget(ticket.place)
        {
            dropped.append(broadcast)
        }
        return dropped
    }

    /// Drops whatever is longer than so many bytes, oldest first.
    mutating func remove(longerThan length: Int) -> [Broadcast] {
        placesInOrder.filter { contents[$0].map { $0.bytes.count > length } ?? false }
            .compactMap { remove($0) }
    }

    private func place(of subject: MemberName, _ hash: Int) -> Int? {
        subjects.slot(hash) { contents[$0]?.subject == subject }
    }

    /// Sees to it that there is a tier for what has been told so often.
    private mutating func reach(_ tier: Int) {
        while tiers.count <= tier { tiers.append(BroadcastTier()) }
    }

    private mutating func remove(_ place: Int) -> Broadcast? {
        let tier = Int(tallies[place].transmits)
        tiers[tier].remove(tickets[place], length: contents[place]?.bytes.count ?? 0)
        return forget(place)
    }

    /// Forgets a broadcast that is in no tier any more; memory is given back with the last one.
    private mutating func forget(_ place: Int) -> Broadcast? {
        guard let content = contents[place] else { return nil }
        if content.subject != nil {
            let contents = contents
            subjects.remove(place, content.subjectHash) { contents[$0]?.subjectHash ?? 0 }
        }
        contents[place] = nil
        freePlaces.append(UInt32(place))
        let gone = broadcast(content, in: place)
        guard isEmpty else { return gone }
        contents = []
        tickets = []
        tallies = []
        freePlaces = []
        shortest = .max
        subjects = NameIndex()
        return gone
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        let ordered = tiers.reduce(0) { $0 + $1.count }
        precondition(ordered == count, "\(ordered) broadcasts in order of \(count)")
        let named = contents.count { $0?.subject != nil }
        precondition(subjects.count == named, "\(subjects.count) names of \(named)")
        for (place, content) in contents.enumerated() {
            guard let content else { continue }
            precondition(tickets[place].place == place, "a broadcast is not in its place")
            precondition(tallies[place].number == content.number, "another number is told")
            precondition(content.bytes.count >= shortest, "one is shorter than the shortest")
            guard let subject = content.subject else { continue }
            let found = self.place(of: subject, content.subjectHash)
            precondition(found == place, "the broadcast about \(subject) is not found")
        }
        tiers.forEach { $0.checkInvariants() }
    }
}
