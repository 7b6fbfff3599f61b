// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Memberlist

/// What an application has a say in, between nodes (spec §18), and its pings (spec §11.4).
struct HookTests {
    /// What hooks were given, in order.
    private final class Heard<Value: Sendable>: Sendable {
        private let values = Mutex<[Value]>([])

        func note(_ value: Value) { values.withLock { $0.append(value) } }
        var all: [Value] { values.withLock { $0 } }
    }

    @Test func `a member that is not wanted stays unknown, and is counted by reason`() async throws
    {
        let picky = try await Cluster.node("picky") { settings in
            settings.hooks.refusesMember = { $0.metadata.isEmpty ? Refusal("no-metadata") : nil }
        }
        let bare = try await Cluster.node("bare")
        let fine = try await Cluster.node("fine") { $0.metadata = [1] }
        #expect(await bare.join([picky.boundAddress]).contacted == 1)
        #expect(await fine.join([picky.boundAddress]).contacted == 1)
        try await picky.waits { $0.member(named: "fine")?.state == .alive }
        #expect(picky.snapshot.member(named: "bare") == nil)
        let counters = try #require(await picky.report()).counters
        #expect(counters.contains { $0.name == "refused-member-no-metadata" && $0.value > 0 })
        for node in [picky, bare, fine] { await node.shutdown() }
    }

    @Test func `a join is refused by either side, after it saw all members`() async throws {
        let seen = Heard<[String]>()
        let host = try await Cluster.node("host") { settings in
            settings.profile.pushPullInterval = .zero
            settings.hooks.refusesMerge = { members in
                seen.note(members.map(\.name))
                return members.contains { $0.name == "stranger" } ? Refusal("strangers") : nil
            }
        }
        let stranger = try await Cluster.node("stranger") { settings in
            settings.profile.pushPullInterval = .zero
        }
        #expect(await stranger.join([host.boundAddress]).contacted == 1)
        let report = await host.join([stranger.boundAddress])
        let reason = "its members cannot be merged: the application refused them: strangers"
        #expect(report.failures.map(\.reason) == [reason])
        #expect(seen.all.count == 2)
        #expect(seen.all.allSatisfy { $0.contains("stranger") })
        let counters = try #require(await host.report()).counters
        #expect(counters.contains { $0.name == "merges-refused" && $0.value == 2 })
        for node in [host, stranger] { await node.shutdown() }
    }

    @Test func `states are exchanged on a join, both ways, with its flag`() async throws {
        let heard = Heard<[UInt8]>()
        // Without the periodic ones, which are no joins.
        let first = try await Cluster.node("first") { settings in
            settings.profile.pushPullInterval = .zero
            settings.hooks.localState = { isJoin in [1, isJoin ? 1 : 0] }
            settings.hooks.mergeRemoteState = { state, isJoin in
                heard.note(state + [isJoin ? 1 : 0])
            }
        }
        let other = Heard<[UInt8]>()
        let second = try await Cluster.node("second") { settings in
            settings.profile.pushPullInterval = .zero
            settings.hooks.localState = { _ in [2, 2] }
            settings.hooks.mergeRemoteState = { state, _ in other.note(state) }
        }
        #expect(await first.join([second.boundAddress]).contacted == 1)
        #expect(heard.all == [[2, 2, 1]])
        try await second.waits { $0.member(named: "first") != nil }
        _ = await second.report()
        #expect(other.all == [[1, 1]])
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `a state too large for any peer is left out, and the join goes on`() async throws {
        let heard = Heard<Int>()
        let first = try await Cluster.node("first") { settings in
            settings.compression = false
            settings.hooks.localState = { _ in [UInt8](repeating: 1, count: 21 << 20) }
        }
        let second = try await Cluster.node("second") { settings in
            settings.hooks.mergeRemoteState = { state, _ in heard.note(state.count) }
        }
        #expect(await first.join([second.boundAddress]).contacted == 1)
        #expect(heard.all == [])
        let counters = try #require(await first.report()).counters
        #expect(counters.contains { $0.name == "dropped-local-state-too-large" && $0.value == 1 })
        for node in [first, second] { await node.shutdown() }
    }

    @Test(arguments: [(12_000_000, false), (13_000_000, true)])
    func `a state that nears the limit of push/pulls is told once`(
        bytes: Int,
        isTold: Bool
    ) async throws {
        let log = CollectedLog()
        var settings = Cluster.settings("first")
        settings.compression = false
        settings.profile.pushPullInterval = .zero
        settings.hooks.localState = { _ in [UInt8](repeating: 1, count: bytes) }
        let first = try await Node.start(settings, logger: log.logger)
        let heard = Heard<Int>()
        let second = try await Cluster.node("second") { settings in
            settings.profile.pushPullInterval = .zero
            settings.hooks.mergeRemoteState = { state, _ in heard.note(state.count) }
        }
        for _ in 0..<2 { #expect(await first.join([second.boundAddress]).contacted == 1) }
        // The other answers before it merges.
        try await within(Cluster.patience) {
            while heard.all.count < 2 {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        #expect(heard.all == [bytes, bytes])
        let told = log.all.filter { $0.contains("about too large for a push/pull") }
        #expect(told.count == (isTold ? 1 : 0))
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `a probe brings its round-trip time and what the other put into the ack`()
        async throws
    {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second") { $0.hooks.ackPayload = { [7, 7] } }
        let probes = first.probes
        #expect(await first.join([second.boundAddress]).contacted == 1)
        let reply = try await within(Cluster.patience) {
            for try await reply in probes { return reply }
            throw TookTooLong()
        }
        #expect(reply.member.name == "second")
        #expect(reply.payload == [7, 7])
        #expect(reply.roundTrip >= .zero && reply.roundTrip < .seconds(1))
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `a conflict about a name is told`() async throws {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second")
        _ = await second.join([first.boundAddress])
        let events = first.events
        let impostor = try await Cluster.node("second")
        _ = await impostor.join([first.boundAddress])
        let conflict = try await within(Cluster.patience) {
            for try await event in events {
                if case .conflict = event { return event }
            }
            throw TookTooLong()
        }
        guard case .conflict(let existing, let claimant) = conflict else { return }
        #expect(existing.address == second.boundAddress)
        #expect(claimant.address == impostor.boundAddress)
        #expect(conflict.member == existing)
        for node in [first, second, impostor] { await node.shutdown() }
    }

    @Test func `a ping is answered by who is named, and by nobody else`() async throws {
        let (first, second) = try await Cluster.pair()
        let limit = Cluster.patience
        let byName = try await first.ping("second", timeout: limit)
        let byAddress = try await first.ping(address: second.boundAddress, timeout: limit)
        #expect(byName >= .zero && byAddress >= .zero && byName < limit)
        await #expect(throws: PingError.noAnswer) {
            try await first.ping(
                address: second.boundAddress,
                expecting: "third",
                timeout: .milliseconds(50)
            )
        }
        await #expect(throws: PingError.unknownMember("third")) { try await first.ping("third") }
        await #expect(throws: PingError.invalidAddress("localhost:1")) {
            try await first.ping(address: "localhost:1")
        }
        await #expect(throws: PingError.invalidAddress("127.0.0.1")) {
            try await first.ping(address: "127.0.0.1")
        }
        for node in [first, second] { await node.shutdown() }
        await #expect(throws: PingError.stopped) { try await first.ping("second") }
    }
}
