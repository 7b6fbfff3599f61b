// SPDX-License-Identifier: Apache-2.0

/// Broadcasts that have been told equally often: longest first, then newest (spec §12.1).
///
/// Kept as one short list per length, so that the longest that fits is found by bisection and the
/// newest of a length is the last of its list.
struct BroadcastTier: Equatable, Sendable {
    private struct Bucket: Equatable {
        let length: Int
        var tickets: TicketRow
    }

    /// By length, ascending; none is empty.
    private var buckets: [Bucket] = []

    var isEmpty: Bool { buckets.isEmpty }
    var count: Int { buckets.reduce(0) { $0 + $1.tickets.count } }

    mutating func insert(_ ticket: BroadcastTicket, length: Int) {
        let index = firstBucket(notShorterThan: length)
        if index == buckets.count || buckets[index].length != length {
            buckets.insert(Bucket(length: length, tickets: TicketRow(ticket)), at: index)
            return
        }
        buckets[index].tickets.insert(ticket)
    }

    /// The same for several, newest first.
    mutating func insert(newestFirst run: ArraySlice<BroadcastTicket>, length: Int) {
        let index = firstBucket(notShorterThan: length)
        if index == buckets.count || buckets[index].length != length {
            let bucket = Bucket(length: length, tickets: TicketRow(newestFirst: run))
            buckets.insert(bucket, at: index)
            return
        }
        buckets[index].tickets.insert(newestFirst: run)
    }

    mutating func remove(_ ticket: BroadcastTicket, length: Int) {
        let index = firstBucket(notShorterThan: length)
        guard index < buckets.count, buckets[index].length == length else { return }
        guard buckets[index].tickets.remove(ticket) else { return }
        if buckets[index].tickets.isEmpty { buckets.remove(at: index) }
    }

    /// Takes the first in order that is at most `space` bytes long, and those that follow it in
    /// order and are as long while they fit too, at most `limit` of them; each costs `overhead`
    /// bytes beside its own.
    ///
    /// - Returns: how long they are; `nil` when none is that short.
    mutating func pop(
        into space: Int,
        overhead: Int,
        atMost limit: Int,
        _ taken: inout [BroadcastTicket]
    ) -> Int? {
        let index = firstBucket(notShorterThan: space + 1) - 1
        guard index >= 0 else { return nil }
        let length = buckets[index].length
        let fitting = 1 + (space - length) / max(1, length + overhead)
        buckets[index].tickets.popNewest(min(limit, fitting), into: &taken)
        if buckets[index].tickets.isEmpty { buckets.remove(at: index) }
        return length
    }

    /// Takes the last in order.
    mutating func popLast() -> BroadcastTicket? {
        guard !buckets.isEmpty else { return nil }
        let ticket = buckets[0].tickets.popOldest()
        if buckets[0].tickets.isEmpty { buckets.remove(at: 0) }
        return ticket
    }

    private func firstBucket(notShorterThan length: Int) -> Int {
        var low = 0
        var high = buckets.count
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].length < length { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(buckets.allSatisfy { !$0.tickets.isEmpty }, "an empty bucket is kept")
        for (shorter, longer) in zip(buckets, buckets.dropFirst()) {
            precondition(shorter.length < longer.length, "lengths are out of order")
        }
        for bucket in buckets {
            for (older, newer) in zip(
                bucket.tickets.ascending,
                bucket.tickets.ascending.dropFirst()
            ) {
                precondition(older < newer, "numbers of length \(bucket.length) are out of order")
            }
        }
    }
}
