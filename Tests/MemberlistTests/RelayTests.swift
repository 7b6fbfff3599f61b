// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

struct RelayTests {
    @Test func `a reliable message arrives byte for byte`() async throws {
        let (first, second) = try await Cluster.pair()
        let messages = second.messages
        for size in [1, 100, 1_300, 70_000, 1_000_000] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let deliveries = try await first.send(payload, to: .everyoneElse)
            #expect(deliveries.map(\.recipient) == ["second"])
            #expect(deliveries.first?.failure == nil)
            #expect(deliveries.first?.path == .stream)
            let received = try await within(Cluster.patience) {
                try await messages.first { _ in true }
            }
            #expect(received?.payload == payload)
            #expect(received?.path == .stream)
            #expect(received?.source == nil)
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a best-effort message arrives and names its source`() async throws {
        let (first, second) = try await Cluster.pair()
        let messages = second.messages
        let deliveries = try await first.send([1, 2, 3], to: .named(["second"]), reliable: false)
        #expect(deliveries.first?.path == .packet)
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.payload == [1, 2, 3])
        #expect(received?.source == first.boundAddress)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `the largest best-effort message fits one packet and one byte more is refused`()
        async throws
    {
        let (first, second) = try await Cluster.pair()
        let messages = second.messages
        let fits = Array(repeating: UInt8(7), count: 1_394)
        await #expect(throws: SendError.payloadTooLarge(limit: 1_394)) {
            _ = try await first.send(fits + [7], to: .everyoneElse, reliable: false)
        }
        _ = try await first.send(fits, to: .everyoneElse, reliable: false)
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.payload.count == 1_394)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `unknown and absent members are refused before anything is sent`() async throws {
        let (first, second) = try await Cluster.pair()
        let messages = second.messages
        await #expect(throws: SendError.unknownMembers(["nobody"])) {
            _ = try await first.send([1], to: .named(["second", "nobody"]))
        }
        let third = try await Cluster.node("third")
        _ = await third.join([first.boundAddress])
        try await third.leave()
        await third.shutdown()
        try await first.waits { $0.member(named: "third")?.state == .left }
        await #expect(throws: SendError.membersNotAlive(["third"])) {
            _ = try await first.send([2], to: .named(["second", "third"]))
        }
        _ = try await first.send([3], to: .named(["second"]))
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.payload == [3])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a node may name itself`() async throws {
        let node = try await Cluster.node("node")
        let messages = node.messages
        let deliveries = try await node.send([9], to: .named(["node"]))
        #expect(deliveries.map(\.path) == [.local])
        let received = try await within(Cluster.patience) { try await messages.first { _ in true } }
        #expect(received?.payload == [9])
        #expect(received?.path == .local)
        await node.shutdown()
    }

    @Test func `nobody else is an empty list`() async throws {
        let node = try await Cluster.node("node")
        #expect(try await node.send([1], to: .everyoneElse) == [])
        await node.shutdown()
    }

    @Test func `one recipient that fails does not hide the others`() async throws {
        // Nobody is probed, so nobody is found dead, and all are tried.
        let unprobed: (inout NodeSettings) -> Void = { $0.profile.probeInterval = .zero }
        let first = try await Cluster.node("first", unprobed)
        let second = try await Cluster.node("second", unprobed)
        let third = try await Cluster.node("third", unprobed)
        for other in [second, third] { _ = await other.join([first.boundAddress]) }
        try await first.waits { snapshot in
            ["second", "third"].allSatisfy { snapshot.member(named: $0)?.state == .alive }
        }
        await third.shutdown()
        let deliveries = try await first.send([1], to: .everyoneElse)
        #expect(deliveries.map(\.recipient) == ["second", "third"])
        #expect(deliveries.map(\.failure) == [nil, .connectionRefused])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a thousand orders at once are all answered`() async throws {
        let (first, second) = try await Cluster.pair()
        let messages = second.messages
        let failures = try await within(Cluster.patience) {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let payload = [UInt8(truncatingIfNeeded: number)]
                        return try await first.send(payload, to: .everyoneElse)
                            .count { $0.failure != nil }
                    }
                }
                return try await group.reduce(0, +)
            }
        }
        #expect(failures == 0)
        // An answer says that the peer's system has the bytes; the node reads them a bit later.
        try await within(Cluster.patience) {
            var count = 0
            for try await _ in messages {
                count += 1
                if count == 1_000 { break }
            }
        }
        let counters = try #require(await second.report()).counters
        #expect(counters.first { $0.name == "user-streams-received" }?.value == 1_000)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a node that ends gives up what it is sending, and says so to each`() async throws {
        let (full, first, second) = try await Self.nodeBesideFullPeer()
        let (outcomes, continuation) = AsyncStream<[DeliveryFailure?]>.makeStream()
        // All are in the mailbox before the end is, so they are under way when it comes.
        for _ in 0..<100 {
            first.send(SendOrder(to: .everyoneElse, payload: [1])) { result in
                continuation.yield(((try? result.get()) ?? []).map(\.failure))
            }
        }
        await first.shutdown()
        let told = try await within(Cluster.patience) {
            var told: [[DeliveryFailure?]] = []
            for await outcome in outcomes {
                told.append(outcome)
                if told.count == 100 { break }
            }
            return told
        }
        #expect(told.count == 100)
        #expect(told.allSatisfy { $0 == [.stopped] })
        await second.shutdown()
        withExtendedLifetime(full) {}
    }

    /// A node, and a second one to which no stream of its gets through.
    private static func nodeBesideFullPeer() async throws -> (FullPeer, Node, Node) {
        let full = try FullPeer()
        let first = try await Cluster.node("first") { $0.profile.probeInterval = .zero }
        let second = try await Cluster.node("second") {
            $0.advertiseAddress = "127.0.0.1"
            $0.advertisePort = full.port
            $0.profile.probeInterval = .zero
        }
        _ = await second.join([first.boundAddress])
        try await first.waits { $0.member(named: "second")?.state == .alive }
        return (full, first, second)
    }

    @Test func `a lane that is full hinders streams to that peer, and no packet`() async throws {
        let (full, first, second) = try await Self.nodeBesideFullPeer()
        let order = SendOrder(to: .named(["second"]), payload: [1], timeout: .seconds(60))
        for _ in 0..<RelayDesk.waitingLimitPerPeer + RelayDesk.concurrentStreamsPerPeer {
            first.send(order) { _ in }
        }
        await #expect(throws: SendError.overloaded) {
            _ = try await first.send([1], to: .named(["second"]))
        }
        let deliveries = try await first.send([1], to: .named(["second"]), reliable: false)
        #expect(deliveries.map(\.path) == [.packet])
        #expect(deliveries.map(\.failure) == [nil])
        await first.shutdown()
        await second.shutdown()
        withExtendedLifetime(full) {}
    }
}
