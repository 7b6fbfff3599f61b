// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import Memberlist

/// Broadcasts between nodes (spec §12.3), and leaving as Serf expects it (spec §22.2).
struct BroadcastTests {
    /// The first message of `node`, after what `cause` does, that `wanted` accepts.
    private func message(
        at node: Node,
        after cause: () async throws -> Void,
        where wanted: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
    ) async throws -> ReceivedMessage? {
        let messages = node.messages
        try await cause()
        return try await within(Cluster.patience) {
            for try await message in messages where wanted(message.payload) { return message }
            return nil
        }
    }

    @Test func `a broadcast reaches the other, and its end is told`() async throws {
        let (first, second) = try await Cluster.pair()
        let message = try await message(at: second) {
            let outcome = try await first.broadcast(Array("hello".utf8))
            #expect(outcome == .told)
        }
        #expect(message?.payload == Array("hello".utf8))
        #expect(message?.path == .packet)
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `alone there is nobody to tell`() async throws {
        let node = try await Cluster.node("node")
        let outcome = try await node.broadcast([1])
        #expect(outcome == .nobodyElse)
        await node.shutdown()
        await #expect(throws: BroadcastError.stopped) { try await node.broadcast([1]) }
    }

    @Test func `a newer broadcast of that name ends the wait for the older`() async throws {
        let (first, second) = try await Cluster.pair()
        async let older = first.broadcast([1], name: "key")
        async let newer = first.broadcast([2], name: "key")
        let outcomes = try await [older, newer]
        #expect(outcomes.filter { $0 == .replaced }.count == 1)
        #expect(outcomes.filter { $0 == .told }.count == 1)
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `the limit is what a packet holds beside label and encryption`() async throws {
        let key = [UInt8](repeating: 1, count: 16)
        let label = Array("blue".utf8)
        // 1,400 less the type byte, the head of a compound and the checksum; label; encryption.
        for (keys, limit) in [([], 1_384), ([key], 1_355)] as [([[UInt8]], Int)] {
            let change = { @Sendable (settings: inout NodeSettings) in
                settings.keys = keys
                settings.label = label
            }
            let first = try await Cluster.node("first", change)
            let second = try await Cluster.node("second", change)
            #expect(await first.join([second.boundAddress]).contacted == 1)
            await #expect(throws: BroadcastError.payloadTooLarge(limit: limit)) {
                try await first.broadcast([UInt8](repeating: 5, count: limit + 1))
            }
            let longest = [UInt8](repeating: 5, count: limit)
            let message = try await message(at: second) { try await first.broadcast(longest) }
            #expect(message?.payload == longest)
            for node in [first, second] { await node.shutdown() }
        }
    }

    @Test func `with Serf in mind, a leave says so before, at a later time than it has heard of`()
        async throws
    {
        let first = try await Cluster.node("first") { $0.announcesLeaveToSerf = true }
        let second = try await Cluster.node("second")
        #expect(await first.join([second.boundAddress]).contacted == 1)
        // An intent of another, as Serf gossips it.
        let other = SerfIntent(time: 41, node: "other").encodedAsLeave()
        _ = try await message(at: first) {
            let outcome = try await second.broadcast(other)
            #expect(outcome == .told)
        }
        let intent = try await message(at: second, after: { try await first.leave() }) { payload in
            SerfIntent(userMessage: payload)?.node == "first"
        }
        #expect(intent.flatMap { SerfIntent(userMessage: $0.payload) }?.time == 42)
        try await second.waits { $0.member(named: "first")?.state == .left }
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `two updates of metadata are waited for one by one`() async throws {
        let (first, second) = try await Cluster.pair()
        async let older: Void = first.updateMetadata([1])
        async let newer: Void = first.updateMetadata([2])
        _ = try await (older, newer)
        let latest = try #require(first.snapshot.member(named: "first"))
        try await second.waits { $0.member(named: "first")?.metadata == latest.metadata }
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `a Serf clock takes the latest of what it sees, and never wraps`() {
        var clock = SerfClock()
        #expect(clock.next() == 1)
        let state: [UInt8] = [2, 0x81, 0xA5] + Array("LTime".utf8) + [100]
        clock.witness(userState: state)
        clock.witness(userMessage: SerfIntent(time: 50, node: "x").encodedAsLeave())
        #expect(clock.next() == 101)
        clock.witness(userMessage: SerfIntent(time: .max, node: "x").encodedAsLeave())
        #expect(clock.next() == .max)
        #expect(clock.next() == .max)
    }
}
