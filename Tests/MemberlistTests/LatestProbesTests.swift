// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

/// How long members took to answer, kept for whoever looks.
struct LatestProbesTests {
    @Test func `of each member the latest probe is kept, and told once`() {
        let latest = LatestProbes(last: 100)
        #expect(latest.page(after: nil) == LatestProbes.Page(probes: [], last: 100))
        latest.note("a", roundTrip: .milliseconds(3), endedAtUnixMilliseconds: 1)
        latest.note("b", roundTrip: nil, endedAtUnixMilliseconds: 2)
        latest.note("a", roundTrip: .milliseconds(1), endedAtUnixMilliseconds: 3)
        let b = ProbeResult(number: 102, name: "b", roundTrip: nil, endedAtUnixMilliseconds: 2)
        let a = ProbeResult(
            number: 103,
            name: "a",
            roundTrip: .milliseconds(1),
            endedAtUnixMilliseconds: 3
        )
        #expect(latest.page(after: nil) == LatestProbes.Page(probes: [b, a], last: 103))
        #expect(latest.page(after: 102) == LatestProbes.Page(probes: [a], last: 103))
        #expect(latest.page(after: 103).probes == [])
        #expect(latest.page(after: .max).probes == [])
        latest.forget("a")
        #expect(latest.page(after: nil) == LatestProbes.Page(probes: [b], last: 103))
    }

    @Test func `a node's probes are kept, and change nothing in its member list`() async throws {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second") { $0.join = [first.boundAddress] }
        try await first.waits { $0.member(named: "second")?.state == .alive }
        let version = first.snapshot.version
        let probes = first.probes
        try await within(Cluster.patience) {
            var left = 3
            for try await _ in probes {
                left -= 1
                if left == 0 { return }
            }
        }
        #expect(first.snapshot.version == version)
        let page = first.latestProbes.page(after: nil)
        let probe = try #require(page.probes.first)
        #expect(page.probes.count == 1 && probe.name == "second" && probe.number == page.last)
        let roundTrip = try #require(probe.roundTrip)
        #expect(roundTrip >= .zero)
        for node in [first, second] { await node.shutdown() }
    }
}
