// SPDX-License-Identifier: Apache-2.0

import Determinism

/// What is still to happen, the earliest first; what is due at the same moment in order of entry.
///
/// A binary heap, so that a cluster of thousands costs a logarithm per event. The order of entry
/// breaks ties, for a run must not depend on how the heap happens to lie.
struct EventHeap<Event: Sendable>: Sendable {
    private struct Entry: Sendable {
        let at: Instant
        let number: UInt64
        let event: Event

        func precedes(_ other: Entry) -> Bool {
            at == other.at ? number < other.number : at < other.at
        }
    }

    private var entries: [Entry] = []
    private var entered: UInt64 = 0

    var count: Int { entries.count }
    var next: Instant? { entries.first?.at }

    mutating func push(_ event: Event, at: Instant) {
        entered += 1
        entries.append(Entry(at: at, number: entered, event: event))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].precedes(entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest event, if it is due by `latest`.
    mutating func pop(by latest: Instant) -> (at: Instant, event: Event)? {
        guard let first = entries.first, first.at <= latest else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        sink()
        return (first.at, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while 2 * parent + 1 < entries.count {
            var child = 2 * parent + 1
            if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(entries[parent]) else { break }
            entries.swapAt(child, parent)
            parent = child
        }
    }
}
