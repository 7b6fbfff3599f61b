// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension RealPrograms {
    /// What Prometheus makes of a node's metrics, and of the alerts in `scripts/packaging`.
    @Suite(.enabled(if: Installation.hasPrometheus, "no prometheus: scripts/setup --test"))
    struct PrometheusTests {
        @Test func `promtool has nothing to say against the metrics of a busy node`() async throws {
            try await Scene.play { scene in
                let first = try await scene.pingd("swift1")
                let second = try await scene.pingd("swift2", ["--join", first.address])
                try await second.sees(alive: "swift1", "swift2")
                try await first.sees(alive: "swift1", "swift2")
                _ = try await first.send(json: #"{"key":"ping","value":1}"#)
                _ = try await first.ask("/members/nobody")
                _ = try await first.ask("/nowhere")
                second.child.signal(SIGKILL)
                try await first.members("one dead") { $0["swift2"]?.state == "dead" }
                _ = try await first.ask("/send", ["--data", #"{"text":"x","to":"swift2"}"#])
                let page = try await first.ask("/metrics")
                #expect(page.status == 200)
                let checked = try await Command.run(
                    "promtool",
                    ["check", "metrics"],
                    input: Array((page.body + "\n").utf8)
                )
                #expect(checked.status == 0)
                #expect(checked.errors == "" && checked.output == "")
            }
        }

        @Test func `the alerts are rules, and fire when they shall`() async throws {
            let checked = try await Command.run(
                "promtool",
                ["check", "rules", Packaging.file("pingd.rules.yml")]
            )
            #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
            let tested = try await Command.run(
                "promtool",
                ["test", "rules", Packaging.file("pingd.rules.test.yml")]
            )
            #expect(tested.status == 0, "\(tested.output)\(tested.errors)")
        }

        @Test func `a Prometheus scrapes two nodes, and notices when one dies`() async throws {
            try await Scene.play { scene in
                let first = try await scene.pingd("swift1")
                let second = try await scene.pingd("swift2", ["--join", first.address])
                try await first.sees(alive: "swift1", "swift2")
                let prometheus = try await scene.prometheus(scraping: [first, second])
                try await prometheus.shows(1, 1, for: #"up{job="pingd"}"#)
                try await prometheus.shows(
                    2,
                    2,
                    for: #"memberlist_node_instances{node_state="alive"}"#
                )
                try await prometheus.shows(2, for: "count(pingd_build_info)")
                _ = try await first.send(json: #"{"text":"x"}"#)
                let copies = #"sum(pingd_message_copies_total{carrier="lane",outcome="sent"})"#
                try await prometheus.shows(1, for: copies)
                #expect(try await prometheus.query("ALERTS").isEmpty)
                // The types came over too, and all alerts were taken.
                let types = try await prometheus.ask("metadata")
                #expect(types.contains(#""pingd_http_requests_total":[{"type":"counter""#))
                #expect(try await prometheus.ask("rules").contains("PingdViewShrinking"))

                second.child.signal(SIGKILL)
                try await prometheus.shows(0, 1, for: #"up{job="pingd"}"#)
                try await prometheus.shows(
                    1,
                    for: #"ALERTS{alertname="PingdDown",alertstate="pending"}"#
                )
                try await first.members("one dead") { $0["swift2"]?.state == "dead" }
                try await prometheus.shows(
                    1,
                    for: #"memberlist_node_instances{node_state="dead"}"#
                )
                #expect(first.warnings == [])
            }
        }
    }
}
