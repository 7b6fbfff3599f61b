// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Journal
import Logging
import PrometheusText
import Testing

@testable import Gateway
@testable import Memberlist

/// What a real node serves, and what is written about it.
@Suite(.timeLimit(.minutes(2))) struct MetricsPageTests {
    /// One of two real nodes, offered over HTTP, after some of all that it can do.
    private static func withNode(_ body: (ServedNode) async throws -> Void) async throws {
        let folder = try DataFolder()
        let journal = try folder.open()
        let feed = try await Feed.keeping(in: journal, logger: quiet)
        let metrics = MetricsRegistry.forNode()
        let first = try await node("node1") { settings in
            settings.news = { feed.hear($0) }
            settings.metricsFactory = metrics
        }
        let second = try await node("node2") { _ in }
        var hooks = GatewayHooks()
        hooks.journal = journal
        var settings = GatewaySettings(version: "1.2.3")
        settings.listen = .tcp(host: "127.0.0.1", port: 0)
        let gateway = try Gateway.start(
            settings,
            node: first,
            feed: feed,
            metrics: metrics,
            hooks: hooks,
            logger: quiet
        )
        let served = ServedNode(node: ScriptedNode(), address: gateway.address, gateway: gateway)
        var failure: (any Error)?
        do {
            try #require(await first.join([second.boundAddress]).contacted == 1)
            _ = try served.post(#"{"text":"x"}"#)
            _ = try served.post(#"{"text":"x","to":"node1"}"#)
            _ = try served.post(#"{"text":"x","reliable":false}"#)
            _ = try served.post(#"{"text":"x"}"#, to: "/broadcast")
            _ = try served.ask("GET /members", host: nil)
            try await body(served)
        } catch {
            failure = error
        }
        await gateway.shutdown(grace: .zero)
        await first.shutdown()
        await second.shutdown()
        await journal.close()
        if let failure { throw failure }
    }

    private static func node(
        _ name: String,
        _ change: (inout NodeSettings) -> Void
    ) async throws -> Node {
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = 0
        settings.profile = .local
        change(&settings)
        return try await Node.start(settings, logger: quiet)
    }

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../..").standardized

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `everything that the API counts is told to Prometheus, and nothing else`()
        async throws
    {
        try await Self.withNode { served in
            let me: SelfBody = try served.ask("GET /self").decoded()
            let names = Set(me.counters.keys).union(me.queues.keys)
            #expect(names.filter { !CountRules.isTold($0) } == [])
            #expect(CountRules.toldElsewhere.subtracting(names) == [])
            let page = try served.metrics()
            for rule in CountRules.all where !names.contains(where: rule.covers) {
                // Those whose labels are reasons begin with the first one.
                #expect(
                    ["refused_total", "ended_total"]
                        .contains { rule.description.name.hasSuffix($0) },
                    "\(rule.description.name)"
                )
            }
            for family in page.families
            where !["refused_total", "ended_total"].contains(where: family.name.hasSuffix) {
                #expect(!family.samples.isEmpty, "\(family.name) has no value")
            }
        }
    }

    @Test func `what the node says twice is the same`() async throws {
        try await Self.withNode { served in
            let page = try served.metrics()
            let me: SelfBody = try served.ask("GET /self").decoded()
            for (name, counter) in [
                ("memberlist_tcp_accept_total", "streams-accepted"),
                ("memberlist_tcp_connect_total", "push-pulls-dialled"),
                ("memberlist_msg_dead_total", "dead-accepted"),
            ] {
                #expect(page.value(name).map { UInt64($0) } == me.counters[counter], "\(name)")
            }
            let joined = ["carrier": "stream", "type": "push-pull"]
            for direction in ["sent", "received"] {
                let labels = joined.merging(["direction": direction]) { $1 }
                #expect(page.value("pingd_gossip_messages_total", labels) ?? 0 >= 1)
            }
            let alive = page.value("memberlist_node_instances", ["node_state": "alive"])
            #expect(alive == 2)
            for carrier in ["stream", "packet", "local"] {
                let labels = ["carrier": carrier, "outcome": "sent"]
                #expect(page.value("pingd_message_copies_total", labels) == 1)
            }
            let users = ["carrier": "packet", "type": "user", "direction": "sent"]
            #expect(page.value("pingd_gossip_messages_total", users) ?? 0 >= 1)
        }
    }

    @Test func `figures of the process are its own`() async throws {
        let page = try await Self.page()
        let now = Date().timeIntervalSince1970
        let start = try #require(page.value("process_start_time_seconds"))
        #expect(start < now && start > now - 7 * 24 * 3_600)
        let (open, limit) = (page.value("process_open_fds"), page.value("process_max_fds"))
        #expect(open ?? 0 > 5 && open ?? 0 < limit ?? 0)
        let resident = try #require(page.value("process_resident_memory_bytes"))
        #expect(resident > 1_000_000)
        #expect(resident < page.value("process_virtual_memory_bytes") ?? 0)
        #expect(page.value("process_cpu_seconds_total") ?? 0 > 0)
    }

    @Test func `the page on metrics says what is served, each by each`() async throws {
        let page = try await Self.page()
        var described: [String: (type: String, unit: String, labels: Set<String>, help: String)] =
            [:]
        for line in try Self.text("docs/metrics.md").components(separatedBy: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: [" "]) }
            guard cells.count == 5, cells[0].hasPrefix("`") else { continue }
            let name = cells[0].trimmingCharacters(in: ["`"])
            let labels = cells[3].matches(of: #/`(\w+)`/#).map { String($0.1) }
            #expect(described[name] == nil, "\(name) is described twice")
            described[name] = (cells[1], cells[2], Set(labels), cells[4])
        }
        #expect(Set(described.keys).symmetricDifference(page.families.map(\.name)) == [])
        for family in page.families {
            let words = try #require(described[family.name])
            #expect(words.type == family.type, "\(family.name)")
            #expect(words.help == family.help, "\(family.name)")
            let unit = ["bytes", "seconds"].first { family.name.contains("_\($0)") } ?? ""
            #expect(words.unit == unit, "\(family.name)")
            let labels = family.samples.isEmpty ? words.labels : family.labels
            #expect(words.labels == labels, "\(family.name)")
        }
    }

    @Test func `names are those that Prometheus's habits ask for`() async throws {
        for family in try await Self.page().families {
            #expect(family.name.wholeMatch(of: #/[a-z][a-z0-9]*(_[a-z0-9]+)*/#) != nil)
            #expect(family.name.hasSuffix("_total") == (family.type == "counter"), "\(family.name)")
            #expect(family.help.hasSuffix("."), "\(family.name)")
            #expect(
                ["pingd_", "memberlist_", "process_"].contains { family.name.hasPrefix($0) },
                "\(family.name)"
            )
        }
    }

    // MARK: scripts/packaging

    @Test func `the dashboard is JSON, and shows metrics that there are`() async throws {
        let data = try Data(
            contentsOf: Self.root.appendingPathComponent("scripts/packaging/grafana-dashboard.json")
        )
        let dashboard = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any]
        )
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        let ids = panels.compactMap { $0["id"] as? Int }
        #expect(Set(ids).count == panels.count)
        var expressions: [String] = []
        for panel in panels where panel["type"] as? String != "row" {
            let targets = try #require(panel["targets"] as? [[String: Any]])
            expressions += targets.compactMap { $0["expr"] as? String }
        }
        #expect(expressions.count >= 30)
        let shown = Self.metrics(in: expressions)
        try await Self.expect(shown)
    }

    @Test func `alerts look at metrics that there are, and each says what to do`() async throws {
        let rules = try Self.text("scripts/packaging/pingd.rules.yml")
        let shown = Self.metrics(in: [
            rules.components(separatedBy: "\n").filter { !$0.hasPrefix("#") }.joined(
                separator: "\n"
            )
        ])
        try await Self.expect(shown)
        let alerts = rules.matches(of: #/- alert: (\w+)/#).map { String($0.1) }
        #expect(alerts.count >= 20 && Set(alerts).count == alerts.count)
        for word in ["severity: ", "summary: ", "description: ", "expr: "] {
            #expect(rules.components(separatedBy: word).count - 1 == alerts.count, "\(word)")
        }
        let tests = try Self.text("scripts/packaging/pingd.rules.test.yml")
        for alert in alerts {
            #expect(tests.contains("alertname=\"\(alert)\""), "\(alert) has no test")
        }
    }

    private static func page() async throws -> Exposition {
        var page: Exposition?
        try await withNode { page = try $0.metrics() }
        return try #require(page)
    }

    /// Names of our metrics in expressions, without what a histogram adds to them.
    private static func metrics(in expressions: [String]) -> Set<String> {
        var names: Set<String> = []
        for expression in expressions {
            for match in expression.matches(of: #/\b(?:pingd|memberlist|process)_[a-z_]+\b/#) {
                var name = String(match.0)
                for ending in ["_bucket", "_sum", "_count"] where name.hasSuffix(ending) {
                    name.removeLast(ending.count)
                }
                names.insert(name)
            }
        }
        return names
    }

    private static func expect(_ names: Set<String>) async throws {
        #expect(names.count >= 15)
        let served = Set(try await page().families.map(\.name))
        #expect(names.subtracting(served) == [])
    }
}
