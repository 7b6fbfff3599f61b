// SPDX-License-Identifier: Apache-2.0

/// Tickets in order, cheap at both ends: what is told once more is mostly older than all that was
/// told so often before, what is new is newer.
struct TicketRow: Equatable, Sendable {
    /// The older ones, newest first; all are older than those of `newer`.
    private var older: [BroadcastTicket] = []
    /// The newer ones, oldest first; there are some unless there are none at all.
    private var newer: [BroadcastTicket] = []

    init(_ ticket: BroadcastTicket) { newer = [ticket] }

    /// - Parameter run: some tickets, newest first.
    init(newestFirst run: ArraySlice<BroadcastTicket>) { newer = run.reversed() }

    var count: Int { older.count + newer.count }
    var isEmpty: Bool { older.isEmpty && newer.isEmpty }
    var ascending: [BroadcastTicket] { older.reversed() + newer }

    mutating func insert(_ ticket: BroadcastTicket) {
        if let oldest = newer.first, ticket < oldest {
            let place = Self.place(of: ticket, in: older) { $0 > $1 }
            older.insert(ticket, at: place)
        } else {
            let place = Self.place(of: ticket, in: newer) { $0 < $1 }
            newer.insert(ticket, at: place)
        }
    }

    /// Puts in several, newest first; mostly they belong beside one another.
    mutating func insert(newestFirst run: ArraySlice<BroadcastTicket>) {
        guard let newest = run.first, let oldest = run.last else { return }
        if let last = newer.last, let first = newer.first {
            if last < oldest { return newer.append(contentsOf: run.reversed()) }
            if newest < first {
                let place = Self.place(of: newest, in: older) { $0 > $1 }
                if place == older.count { return older.append(contentsOf: run) }
                if older[place] < oldest { return older.insert(contentsOf: run, at: place) }
            }
        }
        for ticket in run { insert(ticket) }
    }

    /// Whether it was there.
    mutating func remove(_ ticket: BroadcastTicket) -> Bool {
        let before = Self.place(of: ticket, in: older) { $0 > $1 }
        if before < older.count, older[before] == ticket {
            older.remove(at: before)
            return true
        }
        let place = Self.place(of: ticket, in: newer) { $0 < $1 }
        guard place < newer.count, newer[place] == ticket else { return false }
        newer.remove(at: place)
        if newer.isEmpty { shareOut() }
        return true
    }

    mutating func popNewest() -> BroadcastTicket? {
        defer { if newer.isEmpty { shareOut() } }
        return newer.popLast()
    }

    /// Moves so many, or all, to the end of `taken`, newest first.
    mutating func popNewest(_ count: Int, into taken: inout [BroadcastTicket]) {
        var missing = count
        while missing > 0, !newer.isEmpty {
            let step = min(missing, newer.count)
            taken.append(contentsOf: newer.suffix(step).reversed())
            newer.removeLast(step)
            missing -= step
            if newer.isEmpty { shareOut() }
        }
    }

    mutating func popOldest() -> BroadcastTicket? {
        if let oldest = older.popLast() { return oldest }
        guard !newer.isEmpty else { return nil }
        return newer.removeFirst()
    }

    /// Calls half of the older ones newer, so that the newest is always among those.
    private mutating func shareOut() {
        let half = (older.count + 1) / 2
        newer = older.prefix(half).reversed()
        older.removeFirst(half)
    }

    /// Where `ticket` is or would be among tickets that follow one another by `precedes`.
    private static func place(
        of ticket: BroadcastTicket,
        in tickets: [BroadcastTicket],
        by precedes: (BroadcastTicket, BroadcastTicket) -> Bool
    ) -> Int {
        // Almost always it goes last.
        guard let last = tickets.last, !precedes(last, ticket) else { return tickets.count }
        var low = 0
        var high = tickets.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(tickets[middle], ticket) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
