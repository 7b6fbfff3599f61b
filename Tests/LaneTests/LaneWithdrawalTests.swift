// SPDX-License-Identifier: Apache-2.0

import Messaging
import Testing

/// What is taken back before it was said, and what a node says of its lanes.
@Suite struct LaneWithdrawalTests {
    private func messages(_ events: [LaneEvent]) -> [[UInt8]] {
        events.compactMap { if case .message(_, let payload) = $0 { payload } else { nil } }
    }

    @Test func `what was never written can be taken back, whole, and nothing else`() throws {
        let pair = LanePair(sealed: true, settings: LaneSettings())
        let first = try pair.a.lane.send([1])
        let large = try pair.a.lane.send([UInt8](repeating: 2, count: 200_000))
        let last = try pair.a.lane.send([3])
        let isBack = pair.a.lane.withdraw(large)
        #expect(isBack)
        #expect(!pair.a.lane.wasWritten(first))
        pair.a.lane.checkInvariants()
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [[1], [3]])
        #expect(pair.a.lane.wasWritten(last))
        let isLastBack = pair.a.lane.withdraw(last)
        #expect(!isLastBack)
        let later = try pair.a.lane.send([4])
        #expect(!pair.a.lane.wasWritten(later))
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [[4]])
        pair.a.lane.checkInvariants()
        pair.b.lane.checkInvariants()
    }

    @Test(arguments: [
        ("", #"{"pingd":{"v":1}}"#),
        ("{}", #"{"pingd":{"v":1}}"#),
        (#"{"zone":"1a"}"#, #"{"zone":"1a","pingd":{"v":1}}"#),
        (#"{"pingd":{"http":"a:1"}}"#, #"{"pingd":{"http":"a:1"}}"#),
        ("[1]", "[1]"),
        (#"{"zone":"#, #"{"zone":"#),
    ])
    func `a node says in its metadata that it has lanes`(given: String, told: String) {
        let metadata = LaneCapability.adding(to: Array(given.utf8), limit: 512)
        #expect(String(decoding: metadata, as: UTF8.self) == told)
    }

    @Test func `what there is no room for is left out`() {
        let tags = Array((#"{"a":""# + String(repeating: "x", count: 490) + #""}"#).utf8)
        #expect(LaneCapability.adding(to: tags, limit: 512) == tags)
        #expect(LaneCapability.adding(to: tags, limit: 600).count == tags.count + 16)
    }
}
