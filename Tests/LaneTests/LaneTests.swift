// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Testing
import Wire

/// What two nodes hear of each other over a lane.
@Suite struct LaneTests {
    private func messages(_ events: [LaneEvent]) -> [[UInt8]] {
        events.compactMap { if case .message(_, let bytes) = $0 { bytes } else { nil } }
    }

    private func receipt(_ number: UInt64, _ sender: LaneNode) -> LaneReceipt {
        LaneReceipt(life: sender.lane.life, number: number)
    }

    private func ends(_ events: [LaneEvent]) -> [LaneEnd] {
        events.compactMap { if case .ended(_, let end) = $0 { end } else { nil } }
    }

    @Test(arguments: [false, true])
    func `a message goes over, is held, and the sender learns that it is`(sealed: Bool) throws {
        let pair = LanePair(sealed: sealed)
        let number = try pair.a.lane.send([1, 2, 3])
        #expect(number == 1)
        pair.settle()
        let events = pair.takeEvents()
        #expect(events.b == [.opened(anew: false), .message(receipt(1, pair.a), [1, 2, 3])])
        #expect(events.a == [.opened(anew: false), .accepted(through: 1)])
        #expect(pair.a.lane.held.frames == 0)
    }

    @Test(arguments: [false, true])
    func `a message that arrives byte by byte is the same`(sealed: Bool) throws {
        let pair = LanePair(sealed: sealed)
        pair.pieceBytes = 1
        _ = try pair.a.lane.send([1, 2, 3])
        _ = try pair.b.lane.send([])
        pair.settle()
        let events = pair.takeEvents()
        #expect(messages(events.b) == [[1, 2, 3]])
        #expect(messages(events.a) == [[]])
    }

    @Test(arguments: [false, true])
    func `a message of a mebibyte goes over in pieces and comes out whole`(sealed: Bool) throws {
        let pair = LanePair(sealed: sealed)
        let large = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let numbers = [try pair.a.lane.send(large), try pair.a.lane.send([9])]
        #expect(numbers == [16, 17])
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [large, [9]])
    }

    @Test func `a message above a mebibyte is for a stream of its own`() {
        let pair = LanePair(sealed: false)
        let limit = 1 << 20
        #expect(throws: LaneSendError.tooLarge(bytes: limit + 1, limit: limit)) {
            try pair.a.lane.send([UInt8](repeating: 0, count: limit + 1))
        }
    }

    @Test func `what is not accepted is not acknowledged, and the window holds the rest back`()
        throws
    {
        var settings = LaneSettings()
        settings.grants.windowFrames = 256
        let pair = LanePair(sealed: false, settings: settings)
        pair.settle()
        for _ in 0..<300 { _ = try pair.a.lane.send([7]) }
        pair.dialler.write(.max, at: pair.now)
        let news = pair.listener.receive(pair.dialler.wire, at: pair.now)
        pair.dialler.wire = []
        #expect(messages(news).count == 256)
        pair.settle()
        #expect(pair.a.lane.held.frames == 300)
        #expect(messages(pair.takeEvents().b) == [])
        pair.b.lane.accept(through: receipt(200, pair.a))
        pair.settle()
        #expect(messages(pair.takeEvents().b).count == 44)
        #expect(pair.a.lane.held.frames == 0)
    }

    @Test func `a full lane refuses, and holds no more than it may`() throws {
        var settings = LaneSettings()
        settings.queueBytes = 10_000
        let pair = LanePair(sealed: false, settings: settings)
        #expect(throws: LaneSendError.full) {
            while true { _ = try pair.a.lane.send([UInt8](repeating: 0, count: 1_000)) }
        }
        #expect(pair.a.lane.held.bytes <= 10_000)
    }

    @Test func `what a broken connection did not carry over goes over on the next, once`() throws {
        let pair = LanePair(sealed: true)
        pair.settle()
        _ = try pair.a.lane.send([1])
        pair.settle()
        _ = try pair.a.lane.send([2])
        pair.dialler.write(.max, at: pair.now)
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        _ = try pair.a.lane.send([3])
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [[1], [2], [3]])
    }

    @Test func `a message of which only the acknowledgement was lost comes no second time`()
        throws
    {
        let pair = LanePair(sealed: true)
        pair.settle()
        _ = try pair.a.lane.send([1])
        pair.dialler.write(.max, at: pair.now)
        let news = pair.listener.receive(pair.dialler.wire, at: pair.now)
        #expect(messages(news) == [[1]])
        pair.b.lane.accept(through: receipt(1, pair.a))
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        pair.settle()
        let events = pair.takeEvents()
        #expect(messages(events.b) == [])
        #expect(events.a.contains(.accepted(through: 1)))
    }

    @Test func `a receiver that begins anew is sent what its former life did not accept`() throws {
        let pair = LanePair(sealed: true)
        pair.settle()
        _ = try pair.a.lane.send([1])
        pair.settle()
        _ = try pair.a.lane.send([2])
        pair.dialler.write(.max, at: pair.now)
        _ = pair.listener.receive(pair.dialler.wire, at: pair.now)
        pair.b.restart(journal: nil, at: pair.now)
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        _ = pair.takeEvents()
        pair.dial()
        pair.settle()
        let events = pair.takeEvents()
        #expect(messages(events.b) == [[2]])
        #expect(events.a == [.opened(anew: true), .accepted(through: 2)])
    }

    @Test func `a receiver with a journal gets nothing twice, although it began anew`() throws {
        let pair = LanePair(sealed: false)
        pair.settle()
        _ = try pair.a.lane.send([1])
        _ = try pair.a.lane.send([2])
        pair.dialler.write(.max, at: pair.now)
        _ = pair.listener.receive(pair.dialler.wire, at: pair.now)
        pair.b.lane.accept(through: receipt(1, pair.a))
        let journal = try #require(pair.b.lane.accepted)
        #expect(journal.number == 1)
        pair.b.restart(journal: journal, at: pair.now)
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [[2]])
    }

    @Test func `what a former life of the sender said is not taken for what a new one says`()
        throws
    {
        let pair = LanePair(sealed: false)
        pair.settle()
        let former = receipt(2, pair.a)
        _ = try pair.a.lane.send([1])
        pair.settle()
        pair.a.restart(journal: nil, at: pair.now)
        _ = pair.listener.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        pair.settle()
        for byte in 5...6 as ClosedRange<UInt8> { _ = try pair.a.lane.send([byte]) }
        pair.dialler.write(.max, at: pair.now)
        let news = pair.listener.receive(pair.dialler.wire, at: pair.now)
        #expect(messages(news) == [[5], [6]])
        pair.b.lane.accept(through: former)
        #expect(pair.b.lane.accepted?.number == 0)
        pair.b.lane.accept(through: receipt(2, pair.a))
        #expect(pair.b.lane.accepted?.number == 2)
    }

    @Test func `an acknowledgement nobody waits for goes along or after its delay`() throws {
        let pair = LanePair(sealed: false)
        pair.settle()
        _ = try pair.a.lane.call("m", body: [1], deadline: nil, at: pair.now)
        pair.settle()
        #expect(pair.a.lane.held.frames == 1)
        pair.advance(by: .milliseconds(25))
        pair.settle()
        #expect(pair.a.lane.held.frames == 0)
    }

    @Test func `a silent peer is asked, and given up when it stays silent`() {
        let pair = LanePair(sealed: true)
        pair.settle()
        pair.advance(by: .seconds(15))
        pair.settle()
        pair.advance(by: .seconds(14))
        pair.settle()
        #expect(ends(pair.takeEvents().a) == [])
        pair.advance(by: .seconds(1))
        pair.dialler.write(.max, at: pair.now)
        pair.advance(by: .seconds(15))
        #expect(ends(pair.takeEvents().a) == [.silent])
        #expect(pair.a.lane.current == nil)
    }

    @Test func `a lane with nothing to say is closed, and asks for a connection when it has`()
        throws
    {
        var settings = LaneSettings()
        settings.idle = .seconds(5)
        let pair = LanePair(sealed: true, settings: settings)
        pair.settle()
        pair.advance(by: .seconds(5))
        pair.settle()
        #expect(ends(pair.takeEvents().a) == [.closed(.idle)])
        pair.advance(by: .seconds(60))
        #expect(pair.a.lane.nextDeadline == nil)
        _ = try pair.a.lane.send([1])
        #expect(pair.a.lane.nextDeadline! <= pair.now)
        let asked = [pair.a.lane.advance(to: pair.now), pair.a.lane.advance(to: pair.now)]
        #expect(asked == [[.dial], []])
        pair.dial()
        pair.settle()
        #expect(messages(pair.takeEvents().b) == [[1]])
    }

    @Test func `messages that were never written can be sent another way, the others not`() throws {
        let pair = LanePair(sealed: false)
        pair.settle()
        _ = try pair.a.lane.send([1])
        pair.dialler.write(.max, at: pair.now)
        let large = [UInt8](repeating: 5, count: 100_000)
        _ = try pair.a.lane.send(large)
        _ = try pair.a.lane.call("m", body: [], deadline: nil, at: pair.now)
        _ = try pair.a.lane.send([2])
        #expect(pair.a.lane.surrender() == [large, [2]])
    }
}
