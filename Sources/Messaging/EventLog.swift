// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// The newest events, rendered once for all readers, numbered without gaps.
///
/// A reader is nothing but a place: the number of the last event it was given, or passed over
/// because of its type. As in an inbox, the first number comes from outside.
package struct EventLog: Equatable, Sendable {
    private struct Entry: Equatable, Sendable {
        let types: EventTypes
        let frame: [UInt8]
    }

    /// How far a reader has come.
    package enum Reading: Equatable, Sendable {
        case caughtUp
        /// There is more for it than it had room for.
        case more
        /// It is behind what is kept.
        case lost(EventGap)
    }

    private let limits: EventLogLimits
    private var entries: Deque<Entry> = []
    private let first: UInt64
    /// The number of the oldest event that is kept; of the next one when none is.
    package private(set) var oldest: UInt64
    /// Of all frames together.
    package private(set) var bytes = 0

    /// `first` is the number of the first event, at least 1.
    package init(limits: EventLogLimits = EventLogLimits(), first: UInt64) {
        self.limits = limits
        self.first = max(1, first)
        oldest = self.first
    }

    package var count: Int { entries.count }
    /// The number of the next event.
    package var next: UInt64 { oldest + UInt64(entries.count) }
    /// Events that made room for newer ones.
    package var dropped: UInt64 { oldest - first }

    /// Keeps an event under number `next`; `frame` is what each reader gets of it.
    package mutating func append(_ type: EventType, frame: [UInt8]) {
        entries.append(Entry(types: EventTypes(type), frame: frame))
        bytes += frame.count
        while entries.count > limits.events || bytes > limits.bytes && entries.count > 1,
            let oldest = entries.popFirst()
        {
            bytes -= oldest.frame.count
            self.oldest += 1
        }
    }

    /// Where a reader begins that has seen number `after`; without it, behind the newest.
    ///
    /// - Returns: the place, and what lies between it and `after` but cannot be had.
    package func start(after: UInt64?) -> (place: UInt64, gap: EventGap?) {
        let newest = next - 1
        guard let after else { return (newest, nil) }
        guard after <= newest else {
            return (newest, EventGap(reason: .unknownNumber, missing: nil, place: newest))
        }
        // Zero stands for everything of this life.
        let seen = after == 0 ? first - 1 : after
        guard seen < oldest - 1 else { return (seen, nil) }
        let gap = EventGap(
            reason: seen < first - 1 ? .restarted : .forgotten,
            missing: seen + 1...oldest - 1,
            place: oldest - 1
        )
        return (oldest - 1, gap)
    }

    /// Gives a reader at `place` what comes next of the types it wants, until `content` has grown
    /// by `room` bytes or more.
    package func read(
        from place: inout UInt64,
        _ types: EventTypes,
        into content: inout [UInt8],
        room: Int
    ) -> Reading {
        guard place >= oldest - 1 else {
            let missing = place + 1...oldest - 1
            return .lost(EventGap(reason: .tooSlow, missing: missing, place: oldest - 1))
        }
        let limit = content.count + room
        var offset = Int(min(place, next - 1) - (oldest - 1))
        while offset < entries.count, content.count < limit {
            let entry = entries[offset]
            offset += 1
            if !entry.types.isDisjoint(with: types) { content.append(contentsOf: entry.frame) }
        }
        place = oldest - 1 + UInt64(offset)
        return offset < entries.count ? .more : .caughtUp
    }
}
