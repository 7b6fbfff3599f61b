// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Testing

struct CallDeskTests {
    private static func at(_ seconds: Int64) -> Instant { Instant.origin + .seconds(seconds) }

    private static func served(_ limits: CallDeskLimits = CallDeskLimits()) -> CallDesk {
        var desk = CallDesk(limits)
        let outcome1 = desk.serve(nil, until: at(10_000), now: at(0))
        #expect(outcome1)
        return desk
    }

    @Test func `a method that nobody has asked for is unknown, and is so again later`() throws {
        var desk = CallDesk()
        #expect(throws: CallDesk.Refusal.unknownMethod) {
            try desk.offer("a", of: "node2", [], until: nil, now: Self.at(0))
        }
        let outcome2 = desk.serve(["a"], until: Self.at(5), now: Self.at(0))
        #expect(outcome2)
        #expect(desk.isServed("a", Self.at(34)))
        #expect(!desk.isServed("a", Self.at(35)))
        #expect(!desk.isServed("b", Self.at(1)))
        let outcome3 = desk.serve(nil, until: Self.at(40), now: Self.at(40))
        #expect(outcome3)
        #expect(desk.isServed("b", Self.at(69)))
    }

    @Test func `a call is leased to one taker at a time, the oldest first`() throws {
        var desk = Self.served()
        let first = try desk.offer("a", of: "node2", [1], until: nil, now: Self.at(0))
        let second = try desk.offer("b", of: "node3", [2], until: nil, now: Self.at(0))
        let b = desk.take(["b"], as: "x", until: Self.at(9), now: Self.at(1))
        #expect(b?.number == second && b?.caller == "node3" && b?.body == [2] && b?.attempt == 1)
        let outcome4 = desk.take(["b"], as: "y", until: Self.at(9), now: Self.at(1))
        #expect(outcome4 == nil)
        let outcome5 = desk.take(nil, as: "z", until: Self.at(9), now: Self.at(1))
        #expect(outcome5?.number == first)
        #expect((desk.waitingCount, desk.leasedCount, desk.bytes) == (0, 2, 2))
        let ending = try desk.reply("x", .ok, [7], now: Self.at(2))
        #expect(ending.number == second && ending.status == .ok && ending.body == [7])
        #expect((desk.leasedCount, desk.bytes) == (1, 1))
    }

    @Test func `a lease that is not answered goes to the next taker, three times in all`() throws {
        var desk = Self.served()
        let old = try desk.offer("a", of: "node2", [], until: nil, now: Self.at(0))
        _ = try desk.offer("a", of: "node2", [], until: nil, now: Self.at(0))
        for attempt in 1...3 {
            let now = Self.at(Int64(attempt))
            // The older one comes first, also when it has come back.
            let call = desk.take(nil, as: "\(attempt)", until: now + .seconds(1), now: now)
            #expect(call?.number == old && call?.attempt == attempt)
            #expect(desk.nextDeadline == now + .seconds(1))
            let (endings, isOffered) = desk.advance(to: now + .seconds(1))
            #expect(isOffered == (attempt < 3))
            #expect(endings.map(\.number) == (attempt < 3 ? [] : [old]))
            #expect(endings.first?.status == (attempt < 3 ? nil : .failed))
        }
    }

    @Test func `an answer that comes too late or twice is refused, and says why`() throws {
        var desk = Self.served()
        let number = try desk.offer("a", of: "node2", [], until: Self.at(50), now: Self.at(0))
        #expect(throws: CallDesk.ReplyRefusal.unknown) {
            try desk.reply("x", .ok, [], now: Self.at(0))
        }
        _ = desk.take(nil, as: "x", until: Self.at(5), now: Self.at(0))
        // Whether or not anybody has looked at the clock meanwhile.
        #expect(throws: CallDesk.ReplyRefusal.leaseOver) {
            try desk.reply("x", .ok, [], now: Self.at(5))
        }
        _ = desk.advance(to: Self.at(5))
        _ = desk.take(nil, as: "y", until: Self.at(10), now: Self.at(5))
        #expect(throws: CallDesk.ReplyRefusal.leaseOver) {
            try desk.reply("x", .ok, [], now: Self.at(6))
        }
        let outcome6 = try desk.reply("y", .failed, [], now: Self.at(6))
        #expect(outcome6.number == number)
        #expect(throws: CallDesk.ReplyRefusal.answered) {
            try desk.reply("y", .ok, [], now: Self.at(6))
        }
        #expect(throws: CallDesk.ReplyRefusal.callOver) {
            try desk.reply("x", .ok, [], now: Self.at(6))
        }
    }

    @Test func `the caller's time ends a call wherever it is, and so does the caller`() throws {
        var desk = Self.served()
        #expect(throws: CallDesk.Refusal.deadline) {
            try desk.offer("a", of: "node2", [], until: Self.at(1), now: Self.at(1))
        }
        let leased = try desk.offer("a", of: "node2", [1], until: Self.at(9), now: Self.at(0))
        _ = desk.take(nil, as: "x", until: Self.at(99), now: Self.at(0))
        let waiting = try desk.offer("a", of: "node2", [2], until: Self.at(8), now: Self.at(0))
        #expect(desk.nextDeadline == Self.at(8))
        let outcome7 = desk.take(nil, as: "y", until: Self.at(99), now: Self.at(8))
        #expect(outcome7 == nil)
        let outcome8 = desk.advance(to: Self.at(8))
        #expect(outcome8.endings.map(\.number) == [waiting])
        let ending = desk.advance(to: Self.at(9)).endings
        #expect(ending.map(\.number) == [leased] && ending.map(\.status) == [.deadline])
        let given = try desk.offer("a", of: "node2", [1], until: nil, now: Self.at(0))
        _ = desk.take(nil, as: "z", until: Self.at(99), now: Self.at(9))
        desk.cancel(given)
        desk.cancel(given)
        #expect(throws: CallDesk.ReplyRefusal.callOver) {
            try desk.reply("z", .ok, [], now: Self.at(10))
        }
        #expect((desk.waitingCount, desk.leasedCount, desk.bytes) == (0, 0, 0))
        #expect(desk.nextDeadline == nil)
    }

    @Test func `calls, bytes and names are bounded`() throws {
        var limits = CallDeskLimits()
        (limits.calls, limits.bytes, limits.methods) = (2, 10, 2)
        var desk = Self.served(limits)
        let outcome9 = desk.serve(["a", "b"], until: Self.at(0), now: Self.at(0))
        #expect(outcome9)
        let outcome10 = desk.serve(["c"], until: Self.at(0), now: Self.at(0))
        #expect(!outcome10)
        let outcome11 = desk.serve(["c"], until: Self.at(30), now: Self.at(30))
        #expect(outcome11)
        _ = try desk.offer("a", of: "n", Array(repeating: 0, count: 9), until: nil, now: Self.at(0))
        #expect(throws: CallDesk.Refusal.busy) {
            try desk.offer("a", of: "n", [1, 2], until: nil, now: Self.at(0))
        }
        _ = try desk.offer("a", of: "n", [1], until: nil, now: Self.at(0))
        #expect(throws: CallDesk.Refusal.busy) {
            try desk.offer("a", of: "n", [], until: nil, now: Self.at(0))
        }
    }

    @Test(arguments: 0..<200)
    func `whatever happens, a call ends once and no two takers hold it`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var limits = CallDeskLimits()
        (limits.calls, limits.bytes, limits.pastLeases) = (8, 64, 4)
        var desk = Self.served(limits)
        var now = Self.at(0)
        var bodies: [UInt64: Int] = [:]
        var holders: [UInt64: (id: String, until: Instant)] = [:]
        var ended: Set<UInt64> = []
        var lease = 0
        func end(_ number: UInt64) {
            #expect(bodies.removeValue(forKey: number) != nil, "seed \(seed)")
            #expect(ended.insert(number).inserted, "seed \(seed)")
            holders[number] = nil
        }
        for _ in 0..<400 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                let size = Int.random(in: 0...20, using: &random)
                let time = Int64.random(in: 1...20, using: &random)
                let deadline = Bool.random(using: &random) ? now + .seconds(time) : nil
                let body = [UInt8](repeating: 1, count: size)
                let number = try? desk.offer("a", of: "n", body, until: deadline, now: now)
                let fits = bodies.count < 8 && bodies.values.reduce(0, +) + size <= 64
                #expect((number != nil) == fits, "seed \(seed)")
                if let number { bodies[number] = size }
            case 2:
                lease += 1
                let until = now + .seconds(Int64.random(in: 1...5, using: &random))
                guard let call = desk.take(nil, as: "\(lease)", until: until, now: now) else {
                    break
                }
                #expect(holders[call.number].map { $0.until <= now } ?? true, "seed \(seed)")
                #expect(bodies[call.number] != nil && call.attempt <= 3, "seed \(seed)")
                holders[call.number] = ("\(lease)", until)
            case 3:
                let id = "\(Int.random(in: 1...max(1, lease), using: &random))"
                guard let ending = try? desk.reply(id, .ok, [], now: now) else { break }
                #expect(holders[ending.number]?.id == id, "seed \(seed)")
                end(ending.number)
            case 4:
                guard let number = bodies.keys.sorted().randomElement(using: &random) else { break }
                desk.cancel(number)
                end(number)
            default:
                now += .seconds(Int64.random(in: 0...3, using: &random))
                let endings = desk.advance(to: now).endings
                for ending in endings { end(ending.number) }
                #expect(desk.nextDeadline.map { $0 > now } ?? true, "seed \(seed)")
            }
            #expect(desk.bytes == bodies.values.reduce(0, +), "seed \(seed)")
            #expect(desk.waitingCount + desk.leasedCount == bodies.count, "seed \(seed)")
        }
    }
}
