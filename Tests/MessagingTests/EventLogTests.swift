// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Messaging

@Suite struct EventLogTests {
    private func log(
        _ events: [(EventType, String)] = [],
        events limit: Int = 10,
        bytes: Int = 1_000_000
    ) -> EventLog {
        var limits = EventLogLimits()
        limits.events = limit
        limits.bytes = bytes
        var log = EventLog(limits: limits, first: 100)
        for (type, frame) in events { log.append(type, frame: Array(frame.utf8)) }
        return log
    }

    private func letters(_ count: Int) -> [(EventType, String)] {
        (0..<count).map { (.message, String(UnicodeScalar(UInt8(97 + $0)))) }
    }

    private func read(
        _ log: EventLog,
        from place: inout UInt64,
        _ types: EventTypes = .all,
        room: Int = 1_000
    ) -> (String, EventLog.Reading) {
        var content: [UInt8] = []
        let reading = log.read(from: &place, types, into: &content, room: room)
        return (String(decoding: content, as: UTF8.self), reading)
    }

    @Test func `a new reader gets what happens from now on`() {
        var log = log(letters(3))
        var (place, gap) = log.start(after: nil)
        #expect(place == 102)
        #expect(gap == nil)
        #expect(read(log, from: &place) == ("", .caughtUp))
        log.append(.ping, frame: [0x78])
        #expect(read(log, from: &place) == ("x", .caughtUp))
        #expect(read(log, from: &place) == ("", .caughtUp))
        #expect(place == 103)
    }

    @Test func `a reader of an empty log waits`() {
        var (place, gap) = log().start(after: nil)
        #expect(place == 99)
        #expect(gap == nil)
        #expect(read(log(), from: &place) == ("", .caughtUp))
        #expect(log().start(after: 0).gap == nil)
    }

    @Test func `room for one event gives one, and more at the next call`() {
        let log = log(letters(3))
        var place = log.start(after: 0).place
        #expect(read(log, from: &place, room: 1) == ("a", .more))
        #expect(read(log, from: &place, room: 2) == ("bc", .caughtUp))
    }

    @Test func `without room nothing is given, and it is seen that there is more`() {
        let log = log(letters(2))
        var place = log.start(after: 0).place
        #expect(read(log, from: &place, room: 0) == ("", .more))
        #expect(place == 99)
    }

    @Test func `types that are not wanted are passed over`() {
        let log = log([(.ping, "a"), (.memberJoin, "b"), (.pong, "c"), (.memberDead, "d")])
        var place = log.start(after: 0).place
        let types: EventTypes = [EventTypes(.memberJoin), EventTypes(.memberLeave)]
        #expect(read(log, from: &place, types) == ("b", .caughtUp))
        #expect(place == 103)
    }

    @Test func `whoever resumes gets each event once`() {
        let log = log(letters(5))
        for seen in 99...104 as ClosedRange<UInt64> {
            var (place, gap) = log.start(after: seen)
            #expect(gap == nil)
            let rest = String("abcde".dropFirst(Int(seen) - 99))
            #expect(read(log, from: &place) == (rest, .caughtUp))
        }
    }

    @Test func `whoever resumes behind what is kept is told which numbers are missing`() {
        let log = log(letters(15))
        #expect(log.count == 10)
        #expect(log.dropped == 5)
        let (place, gap) = log.start(after: 101)
        #expect(gap == EventGap(reason: .forgotten, missing: 102...104, place: 104))
        #expect(place == 104)
        #expect(log.start(after: 0).gap?.missing == 100...104)
        #expect(log.start(after: 104).gap == nil)
    }

    @Test func `whoever resumes with a number from before a restart is told so`() {
        let (place, gap) = log(letters(1)).start(after: 50)
        #expect(gap == EventGap(reason: .restarted, missing: 51...99, place: 99))
        #expect(place == 99)
    }

    @Test(arguments: [103, UInt64.max])
    func `a number that was never given leads to the newest`(after: UInt64) {
        let (place, gap) = log(letters(3)).start(after: after)
        #expect(gap == EventGap(reason: .unknownNumber, missing: nil, place: 102))
        #expect(place == 102)
    }

    @Test func `a reader that falls behind is told what it lost`() {
        var log = log(letters(3))
        var place = log.start(after: nil).place
        for (type, frame) in letters(13) { log.append(type, frame: Array(frame.utf8)) }
        let lost = EventGap(reason: .tooSlow, missing: 103...105, place: 105)
        #expect(read(log, from: &place, room: 0) == ("", .lost(lost)))
    }

    @Test func `the oldest go when the bytes are too many`() {
        var log = log(letters(4), bytes: 4)
        #expect(log.dropped == 0)
        log.append(.message, frame: [1, 2])
        #expect(log.dropped == 2)
        #expect(log.bytes == 4)
    }

    @Test func `an event for which there is no room has a number, and readers are told`() {
        var log = log(letters(4), bytes: 4)
        var place = log.start(after: nil).place
        log.append(.message, frame: [UInt8](repeating: 1, count: 5))
        #expect((log.count, log.bytes, log.next) == (0, 0, 105))
        let lost = EventGap(reason: .tooSlow, missing: 104...104, place: 104)
        #expect(read(log, from: &place) == ("", .lost(lost)))
        #expect(log.start(after: 104).gap == nil)
        #expect(log.start(after: .max).place == 104)
        log.append(.message, frame: [0x78])
        place = 104
        #expect(read(log, from: &place) == ("x", .caughtUp))
    }

    @Test func `each type is one of all, and no other`() {
        for type in EventType.allCases {
            let others = EventType.allCases.filter { $0 != type }
            #expect(EventTypes.all.contains(EventTypes(type)))
            #expect(others.allSatisfy { EventTypes($0).isDisjoint(with: EventTypes(type)) })
        }
    }
}
