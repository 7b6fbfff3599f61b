// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Testing

/// Calls, answers and bodies over a lane.
@Suite struct LaneCallTests {
    private func firstCall(_ events: [LaneEvent]) -> LaneCall? {
        for case .call(let call) in events { return call }
        return nil
    }

    private func opened(sealed: Bool = true, settings: LaneSettings = LaneSettings()) -> LanePair {
        let pair = LanePair(sealed: sealed, settings: settings)
        pair.settle()
        _ = pair.takeEvents()
        return pair
    }

    @Test func `a call is answered`() throws {
        let pair = opened()
        let made = try pair.a.lane.call(
            "add",
            body: [1, 2],
            deadline: pair.now + .seconds(2),
            at: pair.now
        )
        pair.settle()
        let call = try #require(firstCall(pair.takeEvents().b))
        #expect(made == .ours(1))
        #expect(call.method == "add")
        #expect(call.body == [1, 2])
        #expect(call.budget == .seconds(2))
        try pair.b.lane.reply(to: call.number, body: [3])
        pair.settle()
        let events = pair.takeEvents().a
        let answer = events.compactMap { if case .reply(let reply) = $0 { reply } else { nil } }
        #expect(answer.map(\.status) == [.ok])
        #expect(answer.map(\.body) == [[3]])
        #expect(throws: LaneSendError.over) { try pair.b.lane.reply(to: call.number, body: []) }
        pair.a.lane.checkInvariants()
        pair.b.lane.checkInvariants()
    }

    @Test func `busy and unknown methods are answers of their own`() throws {
        let pair = opened()
        for status in [LaneStatus.busy, .unknownMethod] {
            _ = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
            pair.settle()
            let call = try #require(firstCall(pair.takeEvents().b))
            try pair.b.lane.reply(to: call.number, status, body: [])
            pair.settle()
            let statuses = pair.takeEvents().a.compactMap {
                if case .reply(let reply) = $0 { reply.status } else { nil }
            }
            #expect(statuses == [status])
        }
    }

    @Test func `a call that takes too long is over on both sides, and a late answer is nothing`()
        throws
    {
        let pair = opened()
        let deadline = pair.now + .seconds(1)
        let made = try pair.a.lane.call("m", body: [], deadline: deadline, at: pair.now)
        pair.settle()
        let call = try #require(firstCall(pair.takeEvents().b))
        #expect(pair.a.lane.nextDeadline == deadline)
        // The peer's clock is late: it answers while the caller gives up.
        let events = pair.a.lane.advance(to: deadline)
        #expect(events == [.cancelled(made, .deadline)])
        try pair.b.lane.reply(to: call.number, body: [])
        pair.settle()
        #expect(!pair.takeEvents().a.contains { if case .reply = $0 { true } else { false } })
        pair.advance(by: .seconds(1))
        #expect(pair.takeEvents().a.isEmpty)
        pair.settle()
        pair.advance(by: .seconds(1))
        pair.settle()
        #expect(pair.a.lane.isIdle)
        #expect(pair.b.lane.isIdle)
    }

    @Test func `whoever is called gives up when the budget is used up`() throws {
        let pair = opened()
        let deadline = pair.now + .seconds(1)
        _ = try pair.a.lane.call("m", body: [], deadline: deadline, at: pair.now)
        pair.settle()
        _ = pair.takeEvents()
        pair.now += .seconds(1)
        let events = pair.b.lane.advance(to: pair.now)
        #expect(events == [.cancelled(.theirs(1), .deadline)])
        #expect(throws: LaneSendError.over) { try pair.b.lane.reply(to: 1, body: []) }
    }

    @Test func `a cancelled call is over at the peer`() throws {
        let pair = opened()
        let made = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
        pair.settle()
        _ = pair.takeEvents()
        pair.a.lane.cancel(made, .cancelled)
        pair.settle()
        #expect(pair.takeEvents().b == [.cancelled(.theirs(1), .cancelled)])
    }

    @Test func `a body flows as far as its credit, and on when it is taken`() throws {
        var settings = LaneSettings()
        settings.grants.bodyWindowBytes = 64 << 10
        let pair = opened(settings: settings)
        let made = try pair.a.lane.call(
            "put",
            body: [],
            isStreamed: true,
            deadline: nil,
            at: pair.now
        )
        pair.settle()
        #expect(pair.a.lane.room(for: made) == 64 << 10)
        try pair.a.lane.write([UInt8](repeating: 1, count: 64 << 10), to: made, isLast: false)
        #expect(throws: LaneSendError.full) { try pair.a.lane.write([1], to: made, isLast: false) }
        pair.settle()
        #expect(!pair.takeEvents().a.contains(.writable(made)))
        pair.b.lane.consume(64 << 10, of: .theirs(1))
        pair.settle()
        pair.advance(by: .milliseconds(25))
        pair.settle()
        #expect(pair.takeEvents().a.contains(.writable(made)))
        try pair.a.lane.write([2], to: made, isLast: true)
        #expect(throws: LaneSendError.over) { try pair.a.lane.write([3], to: made, isLast: true) }
        pair.settle()
        #expect(pair.takeEvents().b.contains(.body(.theirs(1), [2], isLast: true)))
        pair.a.lane.checkInvariants()
    }

    @Test func `bodies go both ways, and the call is over when both have ended`() throws {
        let pair = opened()
        let made = try pair.a.lane.call(
            "echo",
            body: [1],
            isStreamed: true,
            deadline: nil,
            at: pair.now
        )
        pair.settle()
        try pair.b.lane.reply(to: 1, body: [2], isStreamed: true)
        try pair.a.lane.write([3], to: made, isLast: true)
        pair.settle()
        try pair.b.lane.write([4], to: .theirs(1), isLast: true)
        pair.settle()
        let events = pair.takeEvents()
        #expect(events.b.contains(.body(.theirs(1), [3], isLast: true)))
        #expect(events.a.contains(.body(made, [4], isLast: true)))
        pair.advance(by: .milliseconds(25))
        pair.settle()
        #expect(pair.a.lane.isIdle)
        #expect(pair.b.lane.isIdle)
    }

    @Test func `whoever wants no more of a body says so, and what was under way is left out`()
        throws
    {
        let pair = opened()
        let made = try pair.a.lane.call(
            "put",
            body: [],
            isStreamed: true,
            deadline: nil,
            at: pair.now
        )
        pair.settle()
        try pair.a.lane.write([1], to: made, isLast: false)
        pair.b.lane.stop(.theirs(1), .tooLarge)
        try pair.b.lane.reply(to: 1, body: [9])
        pair.settle()
        let events = pair.takeEvents()
        #expect(!events.b.contains(.body(.theirs(1), [1], isLast: false)))
        #expect(events.a.contains(.stopped(made, .tooLarge)))
        #expect(throws: LaneSendError.over) { try pair.a.lane.write([1], to: made, isLast: true) }
        pair.advance(by: .milliseconds(25))
        pair.settle()
        #expect(pair.a.lane.isIdle)
        #expect(pair.b.lane.isIdle)
    }

    @Test func `calls go on after a break, and are forgotten when the peer begins anew`() throws {
        let pair = opened()
        let made = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
        pair.settle()
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        pair.settle()
        try pair.b.lane.reply(to: 1, body: [5])
        pair.settle()
        #expect(pair.takeEvents().a.contains { if case .reply = $0 { true } else { false } })
        let second = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
        pair.settle()
        pair.b.restart(journal: nil, at: pair.now)
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        let third = try pair.a.lane.call("n", body: [], deadline: nil, at: pair.now)
        _ = pair.takeEvents()
        pair.dial()
        pair.settle()
        let events = pair.takeEvents()
        #expect(made == .ours(1))
        #expect(events.a.contains(.forgotten(second)))
        #expect(!events.a.contains(.forgotten(third)))
        // The one that was never sent is made of the new life.
        #expect(firstCall(events.b)?.method == "n")
        pair.a.lane.checkInvariants()
    }

    @Test func `no more calls and bodies are open than the peer grants`() throws {
        var settings = LaneSettings()
        settings.grants.calls = 16
        settings.grants.bodies = 4
        let pair = opened(settings: settings)
        for _ in 0..<4 {
            _ = try pair.a.lane.call("m", body: [], isStreamed: true, deadline: nil, at: pair.now)
        }
        #expect(throws: LaneSendError.full) {
            try pair.a.lane.call("m", body: [], isStreamed: true, deadline: nil, at: pair.now)
        }
        for _ in 0..<12 { _ = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now) }
        #expect(throws: LaneSendError.full) {
            try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
        }
        pair.settle()
        pair.b.lane.checkInvariants()
    }
}
