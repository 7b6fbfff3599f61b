// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPClient
import HTTPServer
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// A gateway of node1 that is asked for what an application beside node2 says.
struct Proxied {
    /// What lies between the two.
    enum Way: CaseIterable, Sendable {
        /// Nothing: calls are carried by hand, and held to the rules.
        case calls
        /// Two nodes with a lane, without keys and with.
        case lane, sealedLane
    }

    let served: ServedNode
    let upstream: Upstream
    private let calls: CallPair?
    private var stations: [Station] = []

    static func run(
        over way: Way = .calls,
        _ change: (inout ProxySettings, inout GatewaySettings) -> Void = { _, _ in },
        caller: String = "node1",
        to upstreamAddress: String? = nil,
        _ body: (Proxied) async throws -> Void
    ) async throws {
        let upstream = try Upstream.start()
        var settings = ProxySettings()
        settings.upstream = try UpstreamAddress(
            upstreamAddress ?? "http://\(upstream.server.boundAddress)"
        )
        var gateway = GatewaySettings(version: "9.8.7")
        change(&settings, &gateway)
        gateway.listen = .tcp(host: "127.0.0.1", port: 0)
        switch way {
        case .calls: try await run(upstream, settings, gateway, caller: caller, body)
        case .lane: try await run(upstream, settings, gateway, keys: [], body)
        case .sealedLane:
            let key = [UInt8](repeating: 7, count: 32)
            try await run(upstream, settings, gateway, keys: [key], body)
        }
        await upstream.server.shutdown(grace: .zero)
    }

    private static func run(
        _ upstream: Upstream,
        _ settings: ProxySettings,
        _ gateway: GatewaySettings,
        caller: String,
        _ body: (Proxied) async throws -> Void
    ) async throws {
        let desk = try ProxyDesk(settings, of: "node2")
        let calls = CallPair(desk, caller: caller)
        let node = ScriptedNode()
        node.script.withLock { script in
            script.snapshot = MemberSnapshot(
                version: 1,
                localName: "node1",
                members: [
                    Member("node1"), Member("node2"), Member("node3", .dead), Member("n ö"),
                ]
            )
            script.call = { calls.call($0, $1) }
        }
        try await ServedNode.run(node, { $0 = gateway }) { served in
            try await body(Proxied(served: served, upstream: upstream, calls: calls))
        }
        desk.stop()
    }

    private static func run(
        _ upstream: Upstream,
        _ settings: ProxySettings,
        _ gateway: GatewaySettings,
        keys: [[UInt8]],
        _ body: (Proxied) async throws -> Void
    ) async throws {
        let two = try await Station.start("node2", proxy: settings, keys: keys)
        let one = try await Station.start(
            "node1",
            gateway: gateway,
            keys: keys,
            join: [two.node.boundAddress]
        )
        one.sees("node2")
        let stations = [one, two]
        try await body(
            Proxied(served: one.served, upstream: upstream, calls: nil, stations: stations)
        )
        for station in stations { await station.stop() }
    }

    /// Waits until no call is under way.
    func settled(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<30_000 {
            guard try await callsUnderWay() > 0 else { break }
            _ = poll(nil, 0, 1)
        }
        #expect(try await callsUnderWay() == 0, sourceLocation: sourceLocation)
        for station in stations {
            let counters = try #require(await station.node.report()).counters
            let ended = counters.filter { $0.name.hasPrefix("lane-ended-") }
            #expect(ended == [], sourceLocation: sourceLocation)
        }
        guard let calls else { return }
        #expect(calls.violations.withLock { $0 } == [], sourceLocation: sourceLocation)
    }

    private func callsUnderWay() async throws -> UInt64 {
        if let calls { return UInt64(calls.under.withLock { $0 }) }
        var sum: UInt64 = 0
        for station in stations {
            let report = try #require(await station.node.report())
            sum += try #require(report.queues.first { $0.name == "calls" }).value
        }
        return sum
    }
}
