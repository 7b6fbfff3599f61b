// SPDX-License-Identifier: Apache-2.0

import Membership
import Testing

@testable import Memberlist

/// memberlist's metrics by name (spec §21).
struct MetricsTests {
    /// All of §21, with those of our own: round trips, quarantine, and reasons to drop that are
    /// known beforehand; and what kind each is.
    private static let catalogue: [String: String] = {
        var names: [String: String] = [:]
        for counter in [
            "tcp.accept", "tcp.connect", "tcp.sent", "udp.sent", "udp.received", "msg.alive",
            "msg.suspect", "msg.dead", "degraded.probe", "degraded.timeout",
        ] {
            names["memberlist.\(counter)"] = "counter"
        }
        for timer in ["probeNode", "probe.roundTrip", "gossip", "pushPullNode"] {
            names["memberlist.\(timer)"] = "timer"
        }
        for sample in ["size.remote", "queue.broadcasts"] {
            names["memberlist.\(sample)"] = "sample"
        }
        for gauge in ["health.score", "size.local"] { names["memberlist.\(gauge)"] = "gauge" }
        for state in ["alive", "suspect", "dead", "left"] {
            names["memberlist.node.instances{node_state=\(state)}"] = "gauge"
        }
        for kind in ["packet", "stream"] {
            names["memberlist.quarantine{kind=\(kind)}"] = "gauge"
        }
        for count in MembershipStatistics().counts where count.name.hasPrefix("dropped-") {
            let reason = count.name.dropFirst("dropped-".count)
            names["memberlist.dropped{reason=\(reason)}"] = "counter"
        }
        return names
    }()

    @Test func `every metric has memberlist's name and kind`() async throws {
        let metrics = CountingMetrics()
        let node = try await Cluster.node("node") { $0.metricsFactory = metrics }
        #expect(metrics.names == Self.catalogue)
        await node.shutdown()
    }

    @Test func `labels of the settings are on every metric, before its own`() async throws {
        let metrics = CountingMetrics()
        let node = try await Cluster.node("node") { settings in
            settings.metricsFactory = metrics
            settings.metricLabels = ["zone": "1a", "dc": "ber"]
        }
        let names = metrics.names.keys
        #expect(names.count == Self.catalogue.count)
        #expect(names.contains("memberlist.udp.sent{dc=ber,zone=1a}"))
        #expect(names.contains("memberlist.node.instances{dc=ber,zone=1a,node_state=alive}"))
        await node.shutdown()
    }

    @Test func `what a node does shows in its metrics`() async throws {
        let metrics = CountingMetrics()
        let first = try await Cluster.node("first") { settings in
            settings.metricsFactory = metrics
            settings.queueCheckInterval = .milliseconds(20)
        }
        let probes = first.probes
        let second = try await Cluster.node("second")
        #expect(await first.join([second.boundAddress]).contacted == 1)
        #expect(await second.join([first.boundAddress]).contacted == 1)
        try await within(Cluster.patience) {
            for try await _ in probes { return }
        }
        try await second.updateMetadata([1])
        try await first.waits { $0.member(named: "second")?.metadata == [1] }
        await first.publishesMetrics()
        func sum(_ name: String) -> Int64 { metrics["memberlist.\(name)"].reduce(0, +) }
        #expect(sum("tcp.accept") >= 1)
        #expect(sum("tcp.connect") >= 1)
        #expect(sum("msg.alive") >= 2)
        for name in [
            "udp.sent", "udp.received", "tcp.sent", "probeNode", "probe.roundTrip", "pushPullNode",
        ] {
            #expect(sum(name) > 0, "\(name)")
        }
        #expect(!metrics["memberlist.gossip"].isEmpty)
        #expect(!metrics["memberlist.queue.broadcasts"].isEmpty)
        #expect(metrics["memberlist.health.score"].first == 0)
        #expect(metrics["memberlist.node.instances{node_state=alive}"].last == 2)
        // A state frame has the members' names at least, and here not much more.
        let sizes = metrics["memberlist.size.local"] + metrics["memberlist.size.remote"]
        #expect(sizes.count >= 4)
        #expect(sizes.allSatisfy { $0 > 60 && $0 < 400 })
        for node in [first, second] { await node.shutdown() }
    }

    @Test func `messages are counted by type at both ends, and copies by what became of them`()
        async throws
    {
        let first = try await Cluster.node("first")
        let second = try await Cluster.node("second")
        var received = second.messages.makeAsyncIterator()
        #expect(await first.join([second.boundAddress]).contacted == 1)
        for reliable in [true, true, false] {
            _ = try await first.send([1], to: .named(["second"]), reliable: reliable)
            _ = try await received.next()
        }
        _ = try await first.send([1], to: .named(["first"]))
        let theirs = try await second.counts()
        await second.shutdown()
        _ = try await first.send([1], to: .named(["second"]))
        let ours = try await first.counts()
        #expect(ours["sent-stream-push-pull"] == 1 && ours["received-stream-push-pull"] == 1)
        #expect(theirs["sent-stream-push-pull"] == 1 && theirs["received-stream-push-pull"] == 1)
        #expect(ours["sent-stream-user"] == 2 && theirs["received-stream-user"] == 2)
        #expect(ours["sent-packet-user"] == 1 && theirs["received-packet-user"] == 1)
        #expect(ours["received-packet-user"] == 0 && theirs["sent-packet-user"] == 0)
        #expect(ours["copies-stream-sent"] == 2 && ours["copies-packet-sent"] == 1)
        #expect(ours["copies-local-sent"] == 1)
        #expect(ours["copies-stream-connection-refused"] == 1)
        #expect(ours["messages-sent"] == 4 && ours["messages-failed"] == 1)
        let bytes = try #require(theirs["stream-bytes-received"])
        #expect(bytes > 60 && bytes < 600)
        await first.shutdown()
    }
}

extension Node {
    /// The counters of a report, by name.
    fileprivate func counts() async throws -> [String: UInt64] {
        let report = try #require(await report())
        return Dictionary(uniqueKeysWithValues: report.counters.map { ($0.name, $0.value) })
    }

    /// Publishes what is else published every few seconds.
    fileprivate func publishesMetrics() async {
        await withCheckedContinuation { continuation in
            post { node in
                node.metrics.publish(node)
                continuation.resume()
            }
        }
    }
}
