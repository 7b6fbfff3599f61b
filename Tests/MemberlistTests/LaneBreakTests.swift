// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Lanes whose connections break, whose peers begin anew, and whose keys change.
struct LaneBreakTests {
    /// Two nodes, the second of which is reached over streams through a proxy; nobody is probed.
    static func pair(
        _ change: @escaping (inout NodeSettings) -> Void = { _ in }
    ) async throws -> (Node, Node, StreamProxy) {
        let proxy = try StreamProxy()
        let first = try await LaneNodeTests.node("first") {
            $0.profile.probeInterval = .zero
            change(&$0)
        }
        let second = try await behind(proxy, "second", change)
        _ = await second.join([first.boundAddress])
        try await first.waits { $0.member(named: "second")?.state == .alive }
        return (first, second, proxy)
    }

    static func behind(
        _ proxy: StreamProxy,
        _ name: String,
        _ change: @escaping (inout NodeSettings) -> Void = { _ in }
    ) async throws -> Node {
        let node = try await LaneNodeTests.node(name) {
            $0.profile.probeInterval = .zero
            $0.advertiseAddress = "127.0.0.1"
            $0.advertisePort = proxy.port
            change(&$0)
        }
        proxy.lead(to: try #require(UInt16(node.boundAddress.split(separator: ":").last ?? "")))
        return node
    }

    static func send(_ numbers: Range<Int>, from node: Node) -> AsyncStream<[Delivery]> {
        let (outcomes, continuation) = AsyncStream<[Delivery]>.makeStream()
        for number in numbers {
            var order = SendOrder(
                to: .named(["second"]),
                payload: [UInt8](repeating: UInt8(number & 0xFF), count: 100),
                timeout: Cluster.patience
            )
            order.confirm = .delivered
            node.send(order) { continuation.yield((try? $0.get()) ?? []) }
        }
        return outcomes
    }

    /// Returns when all are delivered, each once and in order.
    static func expect(
        _ numbers: Range<Int>,
        _ outcomes: AsyncStream<[Delivery]>,
        _ messages: Subscription<ReceivedMessage>
    ) async throws {
        try await within(Cluster.patience) {
            var next = numbers.lowerBound
            for try await message in messages {
                #expect(message.payload.first == UInt8(next & 0xFF))
                next += 1
                if next == numbers.upperBound { break }
            }
            var answered = 0
            for await deliveries in outcomes {
                #expect(deliveries.map(\.status) == [.delivered], "\(deliveries)")
                answered += 1
                if answered == numbers.count { break }
            }
        }
    }

    @Test(arguments: [false, true])
    func `a connection may break anywhere, and each message comes once, in order`(
        isSealed: Bool
    ) async throws {
        let (first, second, proxy) = try await Self.pair {
            if isSealed { $0.keys = [LaneNodeTests.key] }
        }
        let messages = second.messages
        // Within the opening, within the answer, behind both, within records, and much later.
        proxy.cut(after: [1, 100, 250, 500, 700, 705, 1_000, 2_000, 3_333, 10_000, 20_000])
        let outcomes = Self.send(0..<2_000, from: first)
        try await Self.expect(0..<2_000, outcomes, messages)
        let counters = try #require(await first.report()).counters
        // Each break was taken for one, and not for the word of a peer without lanes.
        let ended = counters.filter { $0.name.hasPrefix("lane-ended-") }
        #expect(ended.allSatisfy { $0.name == "lane-ended-lost" }, "\(ended)")
        if !isSealed { #expect(proxy.cutsLeft == 0) }
        await first.shutdown()
        await second.shutdown()
        proxy.close()
    }

    @Test func `both dial at once, and both are heard`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let (toFirst, toSecond) = (first.messages, second.messages)
        for number in 0..<50 {
            let payload = [UInt8(number)]
            async let there = first.send(payload, to: .everyoneElse)
            async let back = second.send(payload, to: .everyoneElse)
            #expect(try await there.map(\.path) == [.lane])
            #expect(try await back.map(\.path) == [.lane])
        }
        for messages in [toFirst, toSecond] {
            try await within(Cluster.patience) {
                var next = 0
                for try await message in messages {
                    #expect(message.payload == [UInt8(next)])
                    next += 1
                    if next == 50 { break }
                }
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a receiver that begins anew gets what was not confirmed`() async throws {
        let (first, second, proxy) = try await Self.pair()
        let before = second.messages
        try await Self.expect(0..<10, Self.send(0..<10, from: first), before)
        await second.shutdown()
        let outcomes = Self.send(10..<30, from: first)
        let again = try await Self.behind(proxy, "second")
        let messages = again.messages
        _ = await again.join([first.boundAddress])
        try await Self.expect(10..<30, outcomes, messages)
        await first.shutdown()
        await again.shutdown()
        proxy.close()
    }

    @Test func `a new key closes the lane, and nothing is lost by that`() async throws {
        let next = [UInt8](repeating: 0x17, count: 32)
        let (first, second, proxy) = try await Self.pair { $0.keys = [LaneNodeTests.key] }
        let messages = second.messages
        for (round, step) in [KeyChange.add, .use, .remove].enumerated() {
            let key = step == .remove ? LaneNodeTests.key : next
            let outcomes = Self.send(round * 500..<(round + 1) * 500, from: first)
            for node in [first, second] {
                switch step {
                case .add: try await node.addKey(key)
                case .use: try await node.useKey(key)
                case .remove: try await node.removeKey(key)
                }
            }
            try await Self.expect(round * 500..<(round + 1) * 500, outcomes, messages)
        }
        let counters = try #require(await first.report()).counters
        let closed = counters.filter { $0.name.hasSuffix("key-changed") }
        #expect(closed.reduce(0) { $0 + $1.value } > 0)
        await first.shutdown()
        await second.shutdown()
        proxy.close()
    }

    @Test func `with keys nothing can be read on the way, and a recording is of no use`()
        async throws
    {
        let (first, second, proxy) = try await Self.pair { $0.keys = [LaneNodeTests.key] }
        let messages = second.messages
        let payload = [UInt8]("nobody shall read these forty bytes of mine".utf8)
        _ = try await first.send(payload, to: .named(["second"]))
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.payload == payload)
        #expect(received?.path == .lane)
        let records = proxy.records
        for record in records {
            #expect(!Self.contains(payload, in: record.fromDialler))
            #expect(!Self.contains(payload, in: record.fromAcceptor))
        }
        // Everything that was said to the second node, again.
        let port = try #require(UInt16(second.boundAddress.split(separator: ":").last ?? ""))
        for record in records where !record.fromDialler.isEmpty {
            _ = try HostilePeer.converse(port: port, record.fromDialler)
        }
        _ = try await first.send([1], to: .named(["second"]))
        let next = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(next?.payload == [1])
        await first.shutdown()
        await second.shutdown()
        proxy.close()
    }

    private static func contains(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        guard bytes.count >= needle.count else { return false }
        return (0...bytes.count - needle.count).contains { start in
            bytes[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
