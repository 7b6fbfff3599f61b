// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// How far a message is known to have come.
struct ConfirmedSendTests {
    @Test func `a member with lanes confirms, and a stock one cannot`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let stock = try await Cluster.node("stock")
        _ = await stock.join([first.boundAddress])
        try await first.waits { $0.member(named: "stock")?.state == .alive }
        let messages = second.messages
        let deliveries = try await within(Cluster.patience) {
            try await first.send(
                [1, 2, 3],
                to: .named(["second", "stock", "first"]),
                confirm: .delivered,
                timeout: Cluster.patience
            )
        }
        #expect(deliveries.map(\.status) == [.delivered, .sent, .sent])
        #expect(deliveries.map(\.path) == [.lane, .stream, .local])
        #expect(deliveries.map(\.isConfirmable) == [true, false, false])
        #expect(deliveries[0].description.hasPrefix("delivered to second by lane, 3 bytes in "))
        // Who had subscribed has it by then.
        await second.shutdown()
        var received: [[UInt8]] = []
        for try await message in messages { received.append(message.payload) }
        #expect(received == [[1, 2, 3]])
        await first.shutdown()
        await stock.shutdown()
    }

    @Test func `a packet is not confirmed`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let deliveries = try await within(Cluster.patience) {
            try await first.send(
                [1],
                to: .named(["second"]),
                reliable: false,
                confirm: .delivered,
                timeout: Cluster.patience
            )
        }
        #expect(deliveries.map(\.status) == [.sent])
        #expect(deliveries.map(\.isConfirmable) == [false])
        await first.shutdown()
        await second.shutdown()
    }
}
