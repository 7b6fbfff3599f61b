// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// The few words of Serf that this node speaks (spec §22.2).
@Suite struct SerfMessageTests {
    @Test func `an intent to leave is written as Serf reads it`() {
        let intent = SerfIntent(time: 300, node: "n1")
        let expected: [UInt8] =
            [0, 0x83, 0xA5] + Array("LTime".utf8) + [0xCD, 1, 44, 0xA4] + Array("Node".utf8)
            + [0xA2] + Array("n1".utf8) + [0xA5] + Array("Prune".utf8) + [0xC2]
        #expect(intent.encodedAsLeave() == expected)
        #expect(SerfIntent(userMessage: intent.encodedAsLeave()) == intent)
    }

    @Test func `intents to join are understood, other user messages are none`() {
        let join: [UInt8] =
            [1, 0x82, 0xA5] + Array("LTime".utf8) + [9, 0xA4] + Array("Node".utf8) + [0xA1, 120]
        #expect(SerfIntent(userMessage: join) == SerfIntent(time: 9, node: "x"))
        #expect(SerfIntent(userMessage: [3] + join.dropFirst()) == nil)
        #expect(SerfIntent(userMessage: Array(join.prefix(10))) == nil)
        #expect(SerfIntent(userMessage: []) == nil)
    }

    @Test func `of a state only the clock is taken, wherever it stands`() {
        let times: [UInt8] = [0xAC] + Array("StatusLTimes".utf8) + [0x81, 0xA1, 97, 0x05]
        let left: [UInt8] = [0xAB] + Array("LeftMembers".utf8) + [0x91, 0xA1, 97]
        let events: [UInt8] = [0xAA] + Array("EventLTime".utf8) + [0xCC, 200]
        let clock: [UInt8] = [0xA5] + Array("LTime".utf8) + [0xCC, 130]
        #expect(
            SerfState(userState: [2, 0x84] + times + left + events + clock)?.time == 130
        )
        #expect(SerfState(userState: [2, 0x81] + events)?.time == 0)
        #expect(SerfState(userState: [1, 0x81] + clock) == nil)
        #expect(SerfState(userState: [2, 0x82] + clock) == nil)
        #expect(SerfState(userState: []) == nil)
    }
}
