// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// Two nodes with lanes, on sockets.
struct LaneNodeTests {
    static let key = [UInt8](repeating: 0x2A, count: 32)

    static func node(
        _ name: String,
        _ change: (inout NodeSettings) -> Void = { _ in }
    ) async throws -> Node {
        try await Cluster.node(name) {
            $0.lanes = true
            change(&$0)
        }
    }

    /// Two nodes that know each other, and each other's metadata.
    static func pair(
        _ change: (inout NodeSettings) -> Void = { _ in }
    ) async throws -> (Node, Node) {
        let first = try await node("first", change)
        let second = try await node("second", change)
        _ = await second.join([first.boundAddress])
        for (node, other) in [(first, "second"), (second, "first")] {
            try await node.waits { $0.member(named: other)?.state == .alive }
        }
        return (first, second)
    }

    static func payload(_ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    }

    @Test(arguments: [false, true])
    func `messages go by lane and arrive byte for byte`(isSealed: Bool) async throws {
        let (first, second) = try await Self.pair { if isSealed { $0.keys = [Self.key] } }
        for (sender, receiver) in [(first, second), (second, first)] {
            let messages = receiver.messages
            for size in [1, 100, 65_536, 65_537, 1 << 20] {
                let payload = Self.payload(size)
                let deliveries = try await sender.send(payload, to: .everyoneElse)
                #expect(deliveries.map(\.path) == [.lane])
                #expect(deliveries.map(\.failure) == [nil])
                #expect(deliveries.allSatisfy { $0.isConfirmable })
                let received = try await within(Cluster.patience) {
                    try await messages.first { _ in true }
                }
                #expect(received?.payload == payload)
                #expect(received?.path == .lane)
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `what is too large for a lane goes on a stream`() async throws {
        let (first, second) = try await Self.pair()
        let messages = second.messages
        let payload = Self.payload(1 << 20 + 1)
        let deliveries = try await first.send(payload, to: .everyoneElse)
        #expect(deliveries.map(\.path) == [.stream])
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.path == .stream)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `messages keep their order, and are confirmed`() async throws {
        let (first, second) = try await Self.pair()
        let messages = second.messages
        let (outcomes, continuation) = AsyncStream<[Delivery]>.makeStream()
        for number in 0..<2_000 {
            var order = SendOrder(
                to: .named(["second"]),
                payload: [UInt8(number & 0xFF), UInt8(number >> 8)]
            )
            order.confirm = .delivered
            first.send(order) { continuation.yield((try? $0.get()) ?? []) }
        }
        try await within(Cluster.patience) {
            var number = 0
            for try await message in messages {
                #expect(message.payload == [UInt8(number & 0xFF), UInt8(number >> 8)])
                number += 1
                if number == 2_000 { break }
            }
            var answered = 0
            for await deliveries in outcomes {
                #expect(deliveries.map(\.status) == [.delivered])
                answered += 1
                if answered == 2_000 { break }
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `what becomes of a copy after the answer is told, and nothing before`() async throws
    {
        let (first, second) = try await Self.pair()
        enum Word: Equatable { case answer(DeliveryStatus?), progress(DeliveryStatus) }
        let (words, continuation) = AsyncStream<Word>.makeStream()
        var order = SendOrder(to: .named(["second"]), payload: [1])
        order.progress = { continuation.yield(.progress($1.status)) }
        first.send(order) { continuation.yield(.answer((try? $0.get())?.first?.status)) }
        try await within(Cluster.patience) {
            var heard: [Word] = []
            for await word in words {
                heard.append(word)
                if word == .answer(.delivered) || word == .progress(.delivered) { break }
            }
            // Who confirms before the peer's system does is delivered in one step.
            #expect(
                heard == [.answer(.delivered)]
                    || heard == [.answer(.sent), .progress(.delivered)],
                "\(heard)"
            )
        }
        await first.shutdown()
        await second.shutdown()
    }
}
