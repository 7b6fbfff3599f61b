// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Testing
import Wire

/// Who uses a lane, and who is left alone.
@Suite struct LaneChoiceTests {
    private let life: Incarnation = 3
    private let capable = LaneCapability(metadata: Array(#"{"pingd":{"v":1}}"#.utf8))

    @Test func `a member says in its metadata that it has lanes`() {
        let metadata: [(String, UInt64?)] = [
            (#"{"pingd":{"v":1,"http":"10.0.0.1:8946"},"zone":"1a"}"#, 1),
            (#"{"zone":"1a","pingd":{"http":"x","v":7}}"#, 7),
            (#"{"pingd":{"v":0}}"#, nil),
            (#"{"pingd":{"v":-1}}"#, nil),
            (#"{"pingd":{"v":"1"}}"#, nil),
            (#"{"pingd":1}"#, nil),
            (#"{"pingd":{"v":1}"#, nil),
            (#"{"other":{"v":1}}"#, nil),
            ("", nil),
            ("pingd", nil),
        ]
        for (text, version) in metadata {
            #expect(LaneCapability(metadata: Array(text.utf8))?.version == version, "\(text)")
        }
    }

    @Test func `only members that have lanes are asked for one, and only when they are on`() {
        let choice = LaneChoice(isOn: true)
        #expect(choice.way(to: "go", nil, life, at: .origin) == .stream(.notCapable))
        #expect(choice.way(to: "b", capable, life, at: .origin) == .lane)
        #expect(LaneChoice(isOn: false).way(to: "b", capable, life, at: .origin) == .stream(.off))
    }

    @Test func `a peer that does not understand is asked once in ten minutes`() {
        var choice = LaneChoice(isOn: true)
        let until = Instant.origin + .seconds(600)
        let before = Instant.origin + .seconds(599)
        let isOtherWay = choice.ended("b", .notUnderstood, life, at: .origin)
        #expect(isOtherWay)
        #expect(
            choice.way(to: "b", capable, life, at: before) == .stream(.fallenBack(until: until))
        )
        #expect(choice.way(to: "b", capable, life, at: until) == .lane)
        #expect(choice.way(to: "c", capable, life, at: .origin) == .lane)
        choice.forget("b")
        #expect(choice.way(to: "b", capable, life, at: .origin) == .lane)
    }

    @Test func `a member that has begun anew is asked again`() {
        var choice = LaneChoice(isOn: true)
        _ = choice.ended("b", .notUnderstood, life, at: .origin)
        #expect(choice.way(to: "b", capable, 4, at: .origin) == .lane)
        #expect(choice.way(to: "b", capable, life, at: .origin) != .lane)
    }

    @Test func `a broken connection is no refusal, and a refusal is one for its time`() {
        let ends: [(LaneEnd, Duration?)] = [
            (.lost, nil), (.silent, nil), (.openingTimedOut, nil), (.closed(.idle), nil),
            (.closedByPeer(.goingAway), nil), (.refused(.crossed), nil),
            (.refused(.busy), .seconds(60)), (.refused(.key), .seconds(60)),
            (.refused(.off), .seconds(600)), (.refused(.version), .seconds(600)),
            (.fault(.recordSeal), .seconds(60)),
        ]
        for (end, period) in ends {
            var choice = LaneChoice(isOn: true)
            let isOtherWay = choice.ended("b", end, life, at: .origin)
            #expect(isOtherWay == (period != nil), "\(end)")
            let way = choice.way(to: "b", capable, life, at: .origin)
            let expected = period.map {
                LaneChoice.Way.stream(.fallenBack(until: .origin + $0))
            }
            #expect(way == expected ?? .lane, "\(end)")
        }
    }

    @Test func `who is left alone is remembered for a bounded number of members`() {
        var choice = LaneChoice(isOn: true)
        for index in 0..<5_000 {
            let now = Instant(nanoseconds: Int64(index))
            _ = choice.ended(MemberName("m\(index)"), .notUnderstood, life, at: now)
        }
        let now = Instant(nanoseconds: 5_000)
        let asked = (0..<5_000).filter {
            choice.way(to: MemberName("m\($0)"), capable, life, at: now) == .lane
        }
        #expect(asked == Array(0..<904))
    }
}
