// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import PrometheusText
import Synchronization
import Testing

@testable import Gateway

/// `GET /metrics`, before a node that answers as the test says.
@Suite(.timeLimit(.minutes(2))) struct MetricsRouteTests {
    @Test func `the answer is Prometheus's text, and no cache keeps it`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /metrics")
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.fields["cache-control"] == "no-store")
            #expect(answer.fields["etag"] == nil)
            let page = try Exposition(answer.body)
            #expect(page.value("pingd_build_info", ["version": "9.8.7"]) == 1)
            #expect(page.value("pingd_node_responding") == 1)
            #expect(page.value("pingd_node_incarnation") == 3)
            #expect(page.value("pingd_queue_depth", ["queue": "broadcasts"]) == 2)
            // Exact to the last digit, although whoever reads it as a double rounds it.
            #expect(
                answer.body.contains(
                    "\npingd_gossip_packets_total{direction=\"received\"} \(UInt64.max)\n"
                )
            )
            let head = try served.ask("HEAD /metrics")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.fields["content-type"] == answer.fields["content-type"])
            #expect(try served.ask("POST /metrics", body: []).status == 405)
        }
    }

    @Test func `each route, method and status is counted exactly`() async throws {
        try await ServedNode.run { served in
            let before = try served.metrics()
            #expect(before["pingd_http_requests_total"]?.samples == [])
            for _ in 0..<3 { _ = try served.ask("GET /members") }
            for name in ["a", "b"] { _ = try served.ask("GET /members/\(name)") }
            _ = try served.ask("HEAD /members")
            _ = try served.ask("GET /members", fields: ["If-None-Match: \"17\""])
            _ = try served.ask("DELETE /members")
            _ = try served.ask("OPTIONS /members")
            _ = try served.ask("BREW /members")
            _ = try served.ask("GET /members?x=1")
            _ = try served.ask("GET /members", host: "evil.example")
            _ = try served.ask("GET /nowhere")
            _ = try served.ask("GET /%ff")
            _ = try served.post("{}")
            _ = try served.post(#"{"text":"x"}"#)
            _ = try served.ask("GET /members", host: nil)
            let page = try served.metrics()
            let expected: [[String]: Double] = [
                ["/members", "GET", "200"]: 3, ["/members", "HEAD", "200"]: 1,
                ["/members", "GET", "304"]: 1, ["/members", "DELETE", "405"]: 1,
                ["/members", "OPTIONS", "204"]: 1, ["/members", "other", "405"]: 1,
                ["/members", "GET", "400"]: 1, ["/members", "GET", "421"]: 1,
                ["/members/{name}", "GET", "404"]: 2, ["/metrics", "GET", "200"]: 1,
                ["unmatched", "GET", "404"]: 1, ["unmatched", "GET", "400"]: 1,
                ["/send", "POST", "400"]: 1, ["/send", "POST", "200"]: 1,
                ["malformed", "other", "400"]: 1,
            ]
            #expect(page.requests == expected)
            #expect(page.value("pingd_http_requests_in_flight") == 1)
            #expect(
                page.value("pingd_http_malformed_requests_total", ["reason": "hostMissing"]) == 1
            )
        }
    }

    @Test func `the latencies of a route are as many as its requests`() async throws {
        try await ServedNode.run { served in
            for _ in 0..<5 { _ = try served.ask("GET /members") }
            for _ in 0..<2 { _ = try served.ask("GET /nowhere") }
            _ = try served.ask("GET /messages?after=0&wait=60ms")
            let page = try served.metrics()
            let name = "pingd_http_request_duration_seconds"
            for (route, count) in [("/members", 5.0), ("unmatched", 2), ("/messages", 1)] {
                #expect(page.value(name + "_count", ["route": route]) == count)
                let last = page.value(name + "_bucket", ["route": route, "le": "+Inf"])
                #expect(last == count)
                let buckets = page[name]?.samples.filter {
                    $0.name.hasSuffix("_bucket") && $0.labels["route"] == route
                }.map(\.value)
                #expect(buckets?.count == ServerMeasurements.bounds.count + 1)
                #expect(buckets == buckets?.sorted())
            }
            // What was waited for is in it; how much longer it took is the machine's affair.
            #expect(page.value(name + "_bucket", ["route": "/messages", "le": "0.05"]) == 0)
            #expect(page.value(name + "_sum", ["route": "/messages"]) ?? 0 >= 0.06)
        }
    }

    @Test func `bytes and connections are those of the clients`() async throws {
        try await ServedNode.run { served in
            let before = try served.metrics()
            let body = [UInt8](repeating: 0x20, count: 10_000)
            _ = try served.ask("POST /send", body: body)
            let after = try served.metrics()
            func grown(_ name: String) -> Double {
                (after.value(name) ?? 0) - (before.value(name) ?? 0)
            }
            #expect(grown("pingd_http_received_bytes_total") > 10_000)
            #expect(grown("pingd_http_received_bytes_total") < 11_000)
            // The answer to the scrape before is among them.
            #expect(grown("pingd_http_sent_bytes_total") > 10_000)
            #expect(grown("pingd_http_connections_accepted_total") == 2)
            let parked = try served.open("GET /messages?after=0&wait=60s")
            try await served.parks(1)
            let page = try served.metrics()
            #expect(page.value("pingd_http_parked_requests") == 1)
            #expect(page.value("pingd_http_requests_in_flight") == 2)
            #expect(page.value("pingd_http_connections") ?? 0 >= 2)
            _ = parked
        }
    }

    @Test func `a scrape changes nothing for others`() async throws {
        try await ServedNode.run { served in
            let before = try served.ask("GET /members")
            for _ in 0..<3 { _ = try served.metrics() }
            let after = try served.ask("GET /members")
            #expect(before.body == after.body && before.fields["etag"] == after.fields["etag"])
            let tag = try #require(before.fields["etag"])
            #expect(try served.ask("GET /members", fields: ["If-None-Match: \(tag)"]).status == 304)
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test(arguments: [true, false])
    func `a node that says nothing costs what it knows, and no more`(hangs: Bool) async throws {
        let node = ScriptedNode()
        node.script.withLock { script in
            script.report = nil
            script.answersReports = !hangs
        }
        try await ServedNode.run(node) { served in
            let page = try served.metrics()
            #expect(page.value("pingd_node_responding") == 0)
            #expect(page.value("pingd_build_info", ["version": "9.8.7"]) == 1)
            #expect(page.value("pingd_http_requests_in_flight") == 1)
            #expect(page.value("process_open_fds") ?? 0 > 0)
            #expect(page["pingd_queue_depth"]?.samples == [])
        }
    }

    @Test func `reading is enough, and needed`() async throws {
        func set(_ settings: inout GatewaySettings) {
            settings.tokens = [
                BearerToken(Array("reader".utf8), for: [.read]),
                BearerToken(Array("sender".utf8), for: [.send]),
            ]
        }
        try await ServedNode.run(ScriptedNode(), set) { served in
            for (fields, status) in [
                ([], 401), (["Authorization: Bearer sender"], 403),
                (["Authorization: Bearer reader"], 200),
            ] {
                let answer = try served.ask("GET /metrics", fields: fields)
                #expect(answer.status == status)
            }
        }
    }

    @Test func `many scrapes at once, on several threads, agree in the end`() async throws {
        try await ServedNode.run(ScriptedNode(), { $0.threads = 4 }) { served in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var last: [String: Double] = [:]
                        for _ in 0..<10 {
                            _ = try served.ask("GET /members")
                            let page = try served.metrics().growing
                            for (series, value) in last {
                                #expect(page[series] ?? -1 >= value, "\(series) fell")
                            }
                            last = page
                        }
                    }
                }
                try await group.waitForAll()
            }
            let page = try served.metrics()
            #expect(page.requests[["/members", "GET", "200"]] == 80)
            #expect(page.requests[["/metrics", "GET", "200"]] == 80)
            #expect(page.value("pingd_http_requests_in_flight") == 1)
        }
    }

    @Test func `whatever strangers ask, the answer stays small`() async throws {
        try await ServedNode.run { served in
            let usual = try served.ask("GET /metrics").body.utf8.count
            for number in 0..<300 {
                _ = try served.ask("GET /\(number)\"\\n")
                _ = try served.ask("M\(number) /members/\(number)")
                _ = try served.ask("GET /members?\(number)=\(number)")
            }
            let page = try served.ask("GET /metrics").body
            #expect(try Exposition(page).requests.count <= 5)
            #expect(page.utf8.count < usual + 8_192)
            #expect(usual < 65_536)
        }
    }
}

extension ServedNode {
    func metrics() throws -> Exposition { try Exposition(try ask("GET /metrics").body) }
}

extension Exposition {
    /// Answered requests by route, method and status.
    fileprivate var requests: [[String]: Double] {
        var counts: [[String]: Double] = [:]
        for sample in self["pingd_http_requests_total"]?.samples ?? [] {
            counts[["route", "method", "code"].map { sample.labels[$0] ?? "" }] = sample.value
        }
        return counts
    }
}
