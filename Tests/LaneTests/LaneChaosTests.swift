// SPDX-License-Identifier: Apache-2.0

import Foundation
import Messaging
import Testing

/// Nothing is lost, doubled or out of order, whatever happens to the connections.
///
/// A few hundred seeds; `PINGD_LONG_TESTS=1` makes it 5,000.
@Suite struct LaneChaosTests {
    private static let isLong = ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"

    @Test func `whatever is cut, repeated and restarted, each message comes once and in order`() {
        var (cuts, restarts, messages, answers) = (0, 0, 0, 0)
        let seeds: Range<UInt64> = 0..<(Self.isLong ? 5_000 : 300)
        for seed in seeds {
            let world = LaneWorld(seed: seed)
            world.run(steps: Self.isLong ? 400 : 250)
            cuts += world.cuts
            restarts += world.restarts
            messages += world.players.reduce(0) { $0 + $1.held.values.reduce(0, +) }
            answers += world.players.reduce(0) { $0 + $1.answered }
            for failure in world.failures.prefix(3) { Issue.record("\(failure)") }
        }
        // It is no chaos if nothing happens.
        #expect(cuts > seeds.count)
        #expect(restarts > seeds.count / 4)
        #expect(messages > 10 * seeds.count)
        #expect(answers > seeds.count)
    }

    /// One conversation, cut after each of its bytes in turn, in one direction or in the other.
    @Test(arguments: [false, true])
    func `a cut after any byte loses nothing and repeats nothing`(sealed: Bool) throws {
        for isAnswerCut in [false, true] {
            var (position, isThrough) = (0, false)
            while !isThrough {
                isThrough = try cut(after: position, isAnswerCut, sealed: sealed)
                position += 1
            }
            #expect(position > 190)
        }
    }

    /// Whether the conversation was over before it could be cut.
    private func cut(after position: Int, _ isAnswerCut: Bool, sealed: Bool) throws -> Bool {
        let pair = LanePair(sealed: sealed, seed: 9)
        for byte in 1...3 { _ = try pair.a.lane.send([UInt8](repeating: UInt8(byte), count: 30)) }
        _ = try pair.b.lane.send([77])
        var left = position
        var told: (a: [LaneEvent], b: [LaneEvent]) = ([], [])
        for _ in 0..<6 where left > 0 || position == 0 {
            pair.dialler.write(.max, at: pair.now)
            let there = take(pair.dialler, isAnswerCut ? .max : left)
            if !isAnswerCut { left -= there.count }
            told.b += accept(pair.listener.receive(there, at: pair.now), pair.b)
            pair.listener.write(.max, at: pair.now)
            let back = take(pair.listener, isAnswerCut ? left : .max)
            if isAnswerCut { left -= back.count }
            told.a += accept(pair.dialler.receive(back, at: pair.now), pair.a)
            if position == 0 { break }
        }
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        pair.settle()
        let rest = pair.takeEvents()
        let first = (1...3).map { [UInt8](repeating: UInt8($0), count: 30) }
        #expect(messages(told.b + rest.b) == first, "cut after \(position)")
        #expect(messages(told.a + rest.a) == [[77]], "cut after \(position)")
        #expect(pair.a.lane.held.frames == 0)
        return left > 0
    }

    private func take(_ end: Endpoint, _ most: Int) -> [UInt8] {
        defer { end.wire = [] }
        return [UInt8](end.wire.prefix(max(0, most)))
    }

    private func accept(_ events: [LaneEvent], _ node: LaneNode) -> [LaneEvent] {
        for case .message(let receipt, _) in events { node.lane.accept(through: receipt) }
        return events
    }

    private func messages(_ events: [LaneEvent]) -> [[UInt8]] {
        events.compactMap { if case .message(_, let bytes) = $0 { bytes } else { nil } }
    }
}
