// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// What becomes of a node that nobody holds, of one that has ended, and of those who wait for it.
struct LifetimeTests {
    @Test func `a node that nobody holds goes on`() async throws {
        weak var held: Node?
        let address: String
        do {
            let node = try await Cluster.node("forgotten")
            held = node
            address = node.boundAddress
        }
        let other = try await Cluster.node("other")
        #expect(await other.join([address]).contacted == 1)
        // Its thread made it and may have held it until it began to serve, as it now does.
        #expect(held == nil)
        #expect(other.snapshot.member(named: "forgotten")?.state == .alive)
        await other.shutdown()
    }

    @Test func `a node that has ended says so to whoever asks`() async throws {
        let node = try await Cluster.node("node") { $0.keys = [Array(repeating: 1, count: 16)] }
        let (events, messages) = (node.events, node.messages)
        await node.shutdown()
        await node.shutdown()
        let report = await node.join(["127.0.0.1:1"])
        #expect(report.failures.map(\.description) == ["127.0.0.1:1: the node has ended"])
        await #expect(throws: SendError.stopped) { try await node.send([1], to: .everyoneElse) }
        await #expect(throws: UpdateError.stopped) { try await node.updateMetadata([1]) }
        await #expect(throws: LeaveError.stopped) { try await node.leave() }
        await #expect(throws: KeyError.stopped) { try await node.addKey([]) }
        #expect(await node.keys() == [])
        #expect(await node.report() == nil)
        for try await event in events { Issue.record("\(event)") }
        for try await message in messages { Issue.record("\(message)") }
        for try await event in node.events { Issue.record("\(event)") }
    }

    @Test func `whoever asks while a node ends is answered`() async throws {
        for number in 0..<50 {
            let node = try await Cluster.node("node\(number)")
            try await within(Cluster.patience) {
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask { _ = try? await node.send([1], to: .everyoneElse) }
                        group.addTask { _ = try? await node.leave() }
                        group.addTask { _ = await node.report() }
                        group.addTask { _ = await node.keys() }
                        group.addTask { await node.shutdown() }
                        group.addTask { _ = await node.join(["127.0.0.1:1", "localhost:1"]) }
                    }
                }
            }
        }
    }

    @Test func `the port is free when a node has ended`() async throws {
        // Below those that the system gives to the tests beside this one.
        for port in UInt16(23_700)..<23_800 {
            do {
                let node = try await Cluster.node("node") { $0.bindPort = port }
                await node.shutdown()
            } catch NodeStartError.addressInUse {
                continue
            }
            for _ in 0..<20 {
                let node = try await Cluster.node("node") { $0.bindPort = port }
                await node.shutdown()
            }
            return
        }
        Issue.record("no port of a hundred was free")
    }

    @Test func `leaving twice is no mistake`() async throws {
        let (first, second) = try await Cluster.pair()
        async let once: Void = second.leave()
        async let again: Void = second.leave()
        _ = try await (once, again)
        try await second.leave()
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a task that is cancelled already asks for nothing`() async throws {
        let (first, second) = try await Cluster.pair()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                await #expect(throws: SendError.cancelled) {
                    try await first.send([1], to: .everyoneElse)
                }
                await #expect(throws: UpdateError.cancelled) { try await first.updateMetadata([1]) }
                await #expect(throws: LeaveError.cancelled) { try await first.leave() }
                let failures = await first.join([second.boundAddress]).failures
                #expect(failures.map(\.reason) == ["the task that asked was cancelled"])
            }
        }
        #expect(first.snapshot.member(named: "first")?.metadata == [])
        #expect(first.snapshot.member(named: "first")?.state == .alive)
        let counters = try #require(await first.report()).counters
        #expect(counters.first { $0.name == "messages-sent" }?.value == 0)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a task that is cancelled stops waiting`() async throws {
        let node = try await Cluster.node("node") { $0.profile = .lan }
        // It takes the connection and says nothing, so the join would last ten seconds.
        let silent = try SilentPeer()
        let joining = Task { await node.join([silent.address]) }
        try await silent.waitForConnection()
        joining.cancel()
        let failures = await joining.value.failures
        #expect(failures.map(\.reason) == ["the task that asked was cancelled"])
        await node.shutdown()
    }

    @Test func `a reader that falls behind gets what was kept and then an error`() async throws {
        let node = try await Cluster.node("node")
        let messages = node.messages
        for _ in 0..<4_097 { _ = try await node.send([1], to: .named(["node"])) }
        await node.shutdown()
        var count = 0
        await #expect(throws: SubscriptionError.fellBehind(limit: 4_096)) {
            for try await _ in messages { count += 1 }
        }
        #expect(count == 4_096)
    }

    @Test func `a subscription ends with the task that reads it`() async throws {
        let node = try await Cluster.node("node")
        let events = node.events
        let reading = Task { for try await _ in events {} }
        reading.cancel()
        try await within(Cluster.patience) { try await reading.value }
        await node.shutdown()
    }
}
