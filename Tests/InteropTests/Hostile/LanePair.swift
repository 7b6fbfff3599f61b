// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing

@testable import Memberlist
@testable import Wire

/// Two nodes in this process with one lane between them, one of which is attacked in the name of a
/// member that is none.
struct LanePair {
    let victim: Node
    let friend: Node
    private let port: UInt16
    private let secrets: LaneLiar.Secrets?

    static func start(isSealed: Bool) async throws -> LanePair {
        let key = [UInt8](repeating: 7, count: 32)
        let victim = try await node("victim", isSealed ? [key] : [])
        let friend = try await node("friend", isSealed ? [key] : [])
        #expect(await friend.join([victim.boundAddress]).contacted == 1)
        let port = try #require(UInt16(victim.boundAddress.split(separator: ":").last ?? ""))
        let secrets = isSealed ? LaneLiar.Secrets(key) : nil
        let pair = LanePair(victim: victim, friend: friend, port: port, secrets: secrets)
        try await pair.plant("ghost")
        try await pair.exchange()
        return pair
    }

    private static func node(_ name: String, _ keys: [[UInt8]]) async throws -> Node {
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = FreePorts.one()
        settings.profile = .local
        // Members that are none stay.
        settings.profile.probeInterval = .zero
        settings.keys = keys
        settings.lanes = true
        // Calls are never answered, and their bodies never taken.
        settings.calls = { _ in { _ in } }
        return try await Node.start(
            settings,
            logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Makes the victim believe in a member.
    private func plant(_ name: String) async throws {
        let encoder = PacketEncoder(
            compression: false,
            encryption: secrets.map { Encryption($0.envelope) }
        )
        let alive = Alive(
            incarnation: Incarnation(rawValue: 1),
            node: MemberName(name),
            endpoint: Endpoint(address: AddressBytes(127, 0, 0, 1), port: 9)
        )
        let ping = encoder.encode(Ping(sequenceNumber: 1, node: "").encoded(), checksum: false)
        try await Attacker.attack(port: port, net: 89, knock: ping) { attacker in
            try attacker.packet(encoder.encode(alive.encoded(), checksum: false))
            try attacker.drain()
        }
        try await eventually("\(name) to be a member", within: .seconds(20)) {
            victim.snapshot.member(named: name) != nil
        }
    }

    func attack(
        net: UInt8,
        _ body: @escaping @Sendable (LaneLiar) throws -> Void
    ) async throws {
        let secrets = secrets
        try await Attacker.attack(port: port, net: net) { attacker in
            try body(LaneLiar(attacker, secrets))
        }
    }

    /// The victim's.
    func counters() async throws -> [String: UInt64] {
        let report = try #require(await victim.report())
        return Dictionary(uniqueKeysWithValues: report.counters.map { ($0.name, $0.value) })
    }

    /// One lane has ended since, for that reason, and the other goes on.
    func expectEnd(
        _ reason: String,
        since before: [String: UInt64],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let after = try await counters()
        let ends = after.filter { $0.key.hasPrefix("lane-ended-") && $0.value != before[$0.key] }
        #expect(ends.map(\.key) == ["lane-ended-\(reason)"], sourceLocation: sourceLocation)
        #expect(
            after.grown("lane-ended-\(reason)", since: before) == 1,
            sourceLocation: sourceLocation
        )
        #expect(
            after.grown("dropped-lane-\(reason)", since: before) == 1,
            sourceLocation: sourceLocation
        )
        try await exchange(sourceLocation: sourceLocation)
    }

    /// A message each way, by lane and confirmed.
    private func exchange(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for (sender, name) in [(friend, "victim"), (victim, "friend")] {
            var order = SendOrder(to: .named([name]), payload: [1], timeout: .seconds(60))
            order.confirm = .delivered
            let deliveries: [Delivery] = try await withCheckedThrowingContinuation { done in
                sender.send(order) { done.resume(with: $0) }
            }
            #expect(deliveries.map(\.status) == [.delivered], sourceLocation: sourceLocation)
            #expect(deliveries.map(\.path) == [.lane], sourceLocation: sourceLocation)
        }
    }

    /// The lane between the two is still the first.
    func expectOneLane(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let report = try #require(await friend.report())
        let opened = report.counters.first { $0.name == "lane-connections-opened" }
        #expect(opened?.value == 1, sourceLocation: sourceLocation)
        #expect(!report.counters.contains { $0.name.hasPrefix("lane-ended-") })
    }

    func shutdown() async {
        await friend.shutdown()
        await victim.shutdown()
    }
}

/// A value that threads share.
final class Shared<Value: Sendable>: Sendable {
    private let held: Mutex<Value>

    init(_ value: Value) { held = Mutex(value) }

    var value: Value {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
