// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing
import Wire

@testable import Memberlist

extension RealPrograms {
    /// A member whose lanes break every rule, and a node whose other lanes go on.
    @Suite struct HostileLaneTests {
        private static let key = [UInt8](repeating: 7, count: 32)

        /// What is said on an open lane, as records of frames, and the name of what is wrong.
        private typealias Case = (reason: String, records: [[UInt8]])

        @Test(arguments: [false, true])
        func `every broken rule ends its own lane, and is counted by its name`(isSealed: Bool)
            async throws
        {
            let nodes = try await LanePair.start(isSealed: isSealed)
            for (number, wrong) in Self.cases.enumerated() {
                let before = try await nodes.counters()
                try await nodes.attack(net: 90) { liar in
                    try #require(liar.open(as: "ghost", to: "victim", seed: UInt64(number)) != nil)
                    liar.say(LaneBytes.acknowledgement(0))
                    for record in wrong.records { liar.say(record) }
                    try liar.waitForEnd()
                }
                try await nodes.expectEnd(wrong.reason, since: before)
            }
            try await nodes.expectOneLane()
            await nodes.shutdown()
        }

        private static let cases: [Case] = {
            typealias Bytes = LaneBytes
            let piece = [UInt8](repeating: 0, count: 65_536)
            let many = (1...4_097).flatMap { Bytes.frame(0x10, $0) }
            let calls = (1...1_025).flatMap { Bytes.frame(0x12, $0, Bytes.call($0)) }
            let bodies = (1...513).flatMap { Bytes.frame(0x12, $0, Bytes.call($0, flags: 1)) }
            return [
                ("frame-truncated", [[0x10, 0]]),
                ("frame-truncated", [[0x10, 0, 0, 9, 0]]),
                ("frame-unknown", [Bytes.frame(0, [])]),
                ("frame-unknown", [Bytes.frame(0x17, 1)]),
                ("frame-unknown", [Bytes.frame(0x7F, [1])]),
                ("frame-malformed", [Bytes.frame(0x01, [0])]),
                ("frame-malformed", [Bytes.frame(0x02, Bytes.number(1))]),
                ("frame-malformed", [Bytes.frame(0x03, Bytes.number(1) + [0])]),
                ("frame-malformed", [Bytes.frame(0x04, [])]),
                ("frame-malformed", [Bytes.frame(0x05, [0])]),
                ("frame-malformed", [Bytes.frame(0x10, [0, 0, 1])]),
                ("frame-malformed", [Bytes.frame(0x11, [])]),
                ("frame-malformed", [Bytes.frame(0x12, 1, Bytes.number(1) + [0, 0])]),
                ("frame-malformed", [Bytes.frame(0x12, 1, Bytes.call(1, flags: 2))]),
                ("frame-malformed", [Bytes.frame(0x12, 1, Bytes.call(Bytes.receiversCall | 1))]),
                ("frame-malformed", [Bytes.frame(0x13, 1, Bytes.number(1) + [0, 0, 0])]),
                ("frame-malformed", [Bytes.frame(0x14, 1, Bytes.number(1))]),
                ("frame-malformed", [Bytes.frame(0x15, 1, Bytes.number(1) + [0, 0])]),
                ("frame-malformed", [Bytes.frame(0x16, 1, Bytes.number(1) + [0])]),
                ("frame-malformed", [Bytes.frame(0x1F, [0])]),
                ("gap", [Bytes.frame(0x10, 2, [1])]),
                ("gap", [Bytes.frame(0x1F, .max)]),
                ("acknowledged-unsent", [Bytes.acknowledgement(1)]),
                ("acknowledged-unsent", [Bytes.acknowledgement(.max)]),
                ("unknown-call", [Bytes.frame(0x02, Bytes.number(9) + Bytes.number(.max))]),
                (
                    "unknown-call",
                    [Bytes.frame(0x13, 1, Bytes.number(Bytes.receiversCall | 1) + [0, 0, 0])]
                ),
                ("unknown-call", [Bytes.frame(0x14, 1, Bytes.number(1) + [0])]),
                ("repeated-call", [Bytes.frame(0x12, 1, Bytes.call(0))]),
                (
                    "repeated-call",
                    [Bytes.frame(0x12, 1, Bytes.call(3)), Bytes.frame(0x12, 2, Bytes.call(3))]
                ),
                (
                    "out-of-place",
                    [
                        Bytes.frame(0x12, 1, Bytes.call(1)),
                        Bytes.frame(0x14, 2, Bytes.number(1) + [0]),
                    ]
                ),
                ("window-exceeded", [many]),
                ("message-too-large", (1...17).map { Bytes.frame(0x11, $0, piece) }),
                ("too-many-calls", [calls]),
                ("too-many-bodies", [bodies]),
                (
                    "body-credit-exceeded",
                    [Bytes.frame(0x12, 1, Bytes.call(1, flags: 1))]
                        + (2...6).map { Bytes.frame(0x14, $0, Bytes.number(1) + [0] + piece) }
                ),
            ]
        }()

        @Test(arguments: [false, true])
        func `records of impossible lengths end their lane`(isSealed: Bool) async throws {
            let nodes = try await LanePair.start(isSealed: isSealed)
            // The tag of a sealed record is more than nothing.
            for length in [0, isSealed ? 16 : 0, 1 << 17, 1 << 24, 1 << 31, (1 << 32) - 1] {
                let before = try await nodes.counters()
                try await nodes.attack(net: 91) { liar in
                    liar.open(as: "ghost", to: "victim", seed: UInt64(length))
                    liar.say(LaneBytes.acknowledgement(0))
                    liar.write(LaneBytes.number(UInt64(length), bytes: 4) + [1, 2, 3])
                    try liar.waitForEnd()
                }
                try await nodes.expectEnd("record-length", since: before)
            }
            try await nodes.expectOneLane()
            await nodes.shutdown()
        }

        @Test func `sealed records that are changed, repeated or moved end their lane`()
            async throws
        {
            let nodes = try await LanePair.start(isSealed: true)
            let wrongs: [@Sendable ([[UInt8]]) -> [[UInt8]]] = [
                { [$0[0], $0[0]] }, { [$0[0], $0[1], $0[1]] }, { [$0[0], $0[2]] },
                { [$0[1], $0[0]] }, { [$0[0], $0[2], $0[1]] }, { [$0[0], Self.changed($0[1], 4)] },
                { [$0[0], Self.changed($0[1], $0[1].count - 1)] },
                { [$0[0], Array($0[1].dropLast(3)) + $0[2]] },
                // A shorter record than was sealed, and one that is two.
                { [$0[0], [0, 0, 0, $0[1][3] - 1] + $0[1][4...].dropLast()] },
                { [$0[0], [0, 0, 0, $0[1][3] + $0[2][3]] + $0[1][4...] + $0[2][4...]] },
            ]
            let others = Shared<[[UInt8]]>([])
            for (number, wrong) in wrongs.enumerated() {
                let before = try await nodes.counters()
                try await nodes.attack(net: 92) { liar in
                    liar.open(as: "ghost", to: "victim", seed: UInt64(number))
                    let records =
                        [liar.record(LaneBytes.acknowledgement(0))]
                        + (1...2).map { liar.record(LaneBytes.frame(0x10, $0, [1])) }
                    others.value = records
                    for record in wrong(records) { liar.write(record) }
                    try liar.waitForEnd()
                }
                try await nodes.expectEnd("record-seal", since: before)
            }
            // Records of another connection, the first of which is where it was.
            let before = try await nodes.counters()
            try await nodes.attack(net: 93) { liar in
                liar.open(as: "ghost", to: "victim", seed: 99)
                for record in others.value { liar.write(record) }
                try liar.waitForEnd()
            }
            try await nodes.expectEnd("record-seal", since: before)
            try await nodes.expectOneLane()
            await nodes.shutdown()
        }

        private static func changed(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
            var bytes = bytes
            bytes[index] ^= 1
            return bytes
        }

        @Test func `a recording of a sealed lane that is played again changes nothing`()
            async throws
        {
            let nodes = try await LanePair.start(isSealed: true)
            let recorded = Shared<(opening: [UInt8], rest: [UInt8])>(([], []))
            try await nodes.attack(net: 94) { liar in
                liar.open(as: "ghost", to: "victim", seed: 1)
                let opening = liar.said
                for frames in LaneBytes.conversation { liar.say(frames) }
                try liar.waitForEnd()
                recorded.value = (opening, Array(liar.said.dropFirst(opening.count)))
            }
            let before = try await nodes.counters()
            let (opening, rest) = recorded.value
            try await nodes.attack(net: 95) { stranger in
                stranger.write(opening)
                try #require(stranger.readAnswer() != nil)
                stranger.write(rest)
                try stranger.waitForEnd()
            }
            try await nodes.expectEnd("record-seal", since: before)
            let after = try await nodes.counters()
            #expect(after.grown("lane-connections-opened", since: before) == 0)
            // The friend's, and no other.
            #expect(after.grown("lane-messages-received", since: before) == 1)
            // All at once: what follows an opening unasked is early.
            try await nodes.attack(net: 96) { stranger in
                stranger.write(opening + rest)
                try stranger.waitForEnd()
            }
            let last = try await nodes.counters()
            #expect(last.grown("dropped-lane-early-bytes", since: after) == 1)
            #expect(last.grown("lane-connections-answered", since: after) == 0)
            try await nodes.expectOneLane()
            await nodes.shutdown()
        }

        @Test func `openings that may not be are refused by their reason`() async throws {
            let nodes = try await LanePair.start(isSealed: false)
            let life = [UInt8](repeating: 1, count: 16)
            let random = [UInt8](repeating: 2, count: 32)
            let hello = LaneBytes.hello("ghost", to: "victim", random: random, life: life)
            let changed = { (range: Range<Int>, bytes: [UInt8]) in
                hello[..<range.lowerBound] + bytes + hello[range.upperBound...]
            }
            let cases: [(reason: String, code: UInt8, content: ArraySlice<UInt8>)] = [
                ("version", 32, changed(1..<3, [2, 9])),
                (
                    "wrong-name", 33,
                    LaneBytes.hello("x", to: "victim", random: random, life: life)[...]
                ),
                (
                    "wrong-name", 33,
                    LaneBytes.hello("ghost", to: "x", random: random, life: life)[...]
                ),
                (
                    "wrong-name", 33,
                    LaneBytes.hello("victim", to: "victim", random: random, life: life)[...]
                ),
                ("key", 34, changed(72..<80, LaneBytes.number(5))),
                ("grants", 38, changed(140..<144, [0, 0, 0, 1])),
                ("grants", 38, changed(136..<140, [0xFF, 0xFF, 0xFF, 0xFF])),
                ("malformed", 4, changed(0..<1, [1])),
                ("malformed", 4, changed(80..<96, [UInt8](repeating: 0, count: 16))),
                ("malformed", 4, changed(112..<120, LaneBytes.number(.max))),
                ("malformed", 4, changed(128..<136, LaneBytes.number(0))),
                ("malformed", 4, hello[..<100]),
                ("malformed", 4, []),
            ]
            for (reason, code, content) in cases {
                let before = try await nodes.counters()
                try await nodes.attack(net: 97) { liar in
                    let answer = liar.open(Array(content))
                    #expect(answer?.prefix(3) == [2, 0, code], "\(reason)")
                    try liar.leave()
                }
                let after = try await nodes.counters()
                #expect(after.grown("lane-refused-\(reason)", since: before) == 1, "\(reason)")
                #expect(after.grown("lane-connections-answered", since: before) == 0, "\(reason)")
            }
            try await nodes.expectOneLane()
            await nodes.shutdown()
        }
    }
}
