// SPDX-License-Identifier: Apache-2.0

import Determinism

/// What is still to happen, the earliest first; what is due at the same moment in order of entry.
///
/// A binary heap of moments and places, so that a cluster of thousands costs a logarithm per event;
/// the events themselves do not move. The order of entry breaks ties, for a run must not depend on
/// how the heap happens to lie.
struct EventHeap<Event: Sendable>: Sendable {
    private struct Entry: Sendable {
        let at: Instant
        let number: UInt64
        /// Where the event is.
        let place: Int

        func precedes(_ other: Entry) -> Bool {
            at == other.at ? number < other.number : at < other.at
        }
    }

    private var entries: [Entry] = []
    private var events: [Event?] = []
    private var freePlaces: [Int] = []
    private var entered: UInt64 = 0

    var count: Int { entries.count }
    var next: Instant? { entries.first?.at }

    mutating func push(_ event: Event, at: Instant) {
        entered += 1
        let place = freePlaces.popLast() ?? events.count
        if place == events.count { events.append(event) } else { events[place] = event }
        let entry = Entry(at: at, number: entered, place: place)
        var hole = entries.count
        entries.append(entry)
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry.precedes(entries[parent]) else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = entry
    }

    /// Takes the earliest event, if it is due by `latest`.
    mutating func pop(by latest: Instant) -> (at: Instant, event: Event)? {
        guard let first = entries.first, first.at <= latest, let event = events[first.place] else {
            return nil
        }
        events[first.place] = nil
        freePlaces.append(first.place)
        let last = entries.removeLast()
        if !entries.isEmpty { sink(last) }
        return (first.at, event)
    }

    /// Lets `entry` into the hole at the top.
    private mutating func sink(_ entry: Entry) {
        var hole = 0
        while 2 * hole + 1 < entries.count {
            var child = 2 * hole + 1
            if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(entry) else { break }
            entries[hole] = entries[child]
            hole = child
        }
        entries[hole] = entry
    }
}
