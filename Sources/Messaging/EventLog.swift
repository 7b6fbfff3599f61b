// SPDX-License-Identifier: Apache-2.0

/// The newest events, rendered once for all readers, numbered without gaps.
///
/// A reader is nothing but a place: the number of the last event it was given, or passed over
/// because of its type.
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

    private var entries: NumberedRing<Entry>

    /// `first` is the number of the first event, at least 1.
    package init(limits: EventLogLimits = EventLogLimits(), first: UInt64) {
        entries = NumberedRing(count: limits.events, bytes: limits.bytes, first: first)
    }

    package var count: Int { entries.count }
    /// Of all frames together.
    package var bytes: Int { entries.bytes }
    /// The number of the next event.
    package var next: UInt64 { entries.next }
    /// Events that made room for newer ones.
    package var dropped: UInt64 { entries.dropped }

    private var oldest: UInt64 { entries.oldest }

    /// Keeps an event under number `next`; `frame` is what each reader gets of it.
    package mutating func append(_ type: EventType, frame: [UInt8]) {
        entries.append(Entry(types: EventTypes(type), frame: frame), size: frame.count)
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
        let seen = after == 0 ? entries.first - 1 : after
        guard seen < oldest - 1 else { return (seen, nil) }
        let gap = EventGap(
            reason: seen < entries.first - 1 ? .restarted : .forgotten,
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
        var offset = entries.count(upTo: place)
        while offset < entries.count, content.count < limit {
            let entry = entries[offset]
            offset += 1
            if !entry.types.isDisjoint(with: types) { content.append(contentsOf: entry.frame) }
        }
        place = oldest - 1 + UInt64(offset)
        return offset < entries.count ? .more : .caughtUp
    }
}
