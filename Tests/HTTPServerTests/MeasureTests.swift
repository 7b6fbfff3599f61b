// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Testing

@testable import HTTPServer

/// What is counted of requests.
struct MeasureTests {
    private static func kind(
        _ route: String,
        _ method: String,
        _ status: UInt16
    ) -> ServerMeasurements.Kind {
        ServerMeasurements.Kind(route: route, method: method, status: status)
    }

    private static let second = Instant.origin + .seconds(1)

    @Test func `a request is counted once, in the bucket of its time`() {
        let counter = RequestCounter(routes: 3)
        for nanoseconds in [0, 50_000, 50_001, 3_000_000_000, 70_000_000_000] as [Int64] {
            let request = counter.begin(2, .get, at: Self.second)
            #expect(counter.counts.inFlight == 1)
            counter.end(request, .ok, at: Self.second + .nanoseconds(nanoseconds))
        }
        counter.abandon(counter.begin(2, .put, at: Self.second))
        #expect(counter.counts.inFlight == 0)
        var merged = ServerMeasurements()
        merged.add(counter.counts, routes: ["unmatched", "malformed", "/a"])
        #expect(merged.requests == [Self.kind("/a", "GET", 200): 5])
        let latencies = merged.latencies["/a"]
        #expect(latencies?.buckets == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])
        #expect(abs((latencies?.seconds ?? 0) - 73.000_100_001) < 1e-9)
    }

    @Test func `a clock that goes back costs nothing but the time`() {
        let counter = RequestCounter(routes: 1)
        counter.end(counter.begin(0, .get, at: Self.second), .ok, at: .origin)
        var merged = ServerMeasurements()
        merged.add(counter.counts, routes: ["a"])
        #expect(merged.latencies["a"]?.buckets.first == 1)
        #expect(merged.latencies["a"]?.seconds == 0)
    }

    @Test func `any number of statuses is counted, the last of them together`() {
        let counter = RequestCounter(routes: 1)
        for code in 100...599 as ClosedRange<UInt16> {
            counter.end(counter.begin(0, .get, at: .origin), HTTPStatus(code), at: .origin)
        }
        var merged = ServerMeasurements()
        merged.add(counter.counts, routes: ["a"])
        #expect(merged.requests.count == RequestCounts.statusLimit)
        #expect(merged.requests[Self.kind("a", "GET", 100)] == 1)
        let together: UInt64 = 500 - 31
        #expect(merged.requests[Self.kind("a", "GET", 0)] == together)
    }

    @Test func `loops that met other statuses first add up all the same`() {
        var merged = ServerMeasurements()
        for codes in [[200, 404], [404, 200, 500]] as [[UInt16]] {
            let counter = RequestCounter(routes: 1)
            for code in codes {
                counter.end(
                    counter.begin(0, .other("X"), at: .origin),
                    HTTPStatus(code),
                    at: .origin
                )
            }
            counter.sent(10)
            merged.add(counter.counts, routes: ["a"])
        }
        #expect(
            merged.requests == [
                Self.kind("a", "other", 200): 2, Self.kind("a", "other", 404): 2,
                Self.kind("a", "other", 500): 1,
            ]
        )
        #expect(merged.bytesSent == 20)
    }

    @Test func `a server counts by pattern, on all its threads`() async throws {
        try await withServer(.tcp(host: "127.0.0.1", port: 0), { $0.threads = 3 }) {
            server,
            stage in
            for number in 0..<12 {
                let client = try Client(server.boundAddress)
                let get = "GET /hello/\(number) HTTP/1.1\r\nHost: a\r\n\r\n"
                // The second and third are heads that came a moment ago.
                for _ in 0..<3 {
                    try client.send(get)
                    #expect(try client.response().status == 200)
                }
                try client.send("GET /secret HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.response().status == 401)
                try client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
                let responder = try await stage.nextResponder()
                #expect(await server.measured().inFlight == 1)
                responder.complete { text("now", .created) }
                #expect(try client.response().status == 201)
                try client.send("GET / HTTP/2.0\r\n\r\n")
                #expect(try client.response().status == 505)
            }
            let measured = await server.measured()
            #expect(
                measured.requests == [
                    Self.kind("/hello/{name}", "GET", 200): 36,
                    Self.kind("unmatched", "GET", 401): 12, Self.kind("/later", "GET", 201): 12,
                    Self.kind("malformed", "other", 505): 12,
                ]
            )
            #expect(measured.inFlight == 0)
            #expect(measured.latencies["/hello/{name}"]?.buckets.reduce(0, +) == 36)
        }
    }

    @Test func `a client that goes away before its answer is in flight no more`() async throws {
        try await withServer { server, _ in
            var client: Client? = try Client(server.boundAddress)
            // An answer that it does not read, so that its going is a reset and seen at once.
            try client?.send("GET /hello/a HTTP/1.1\r\nHost: a\r\n\r\n")
            try client?.send("GET /parked HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.parked == 1 }
            #expect(await server.measured().inFlight == 1)
            client = nil
            try await eventually { server.statistics.connectionsOpen == 0 }
            let measured = await server.measured()
            #expect(measured.inFlight == 0)
            #expect(measured.requests == [Self.kind("/hello/{name}", "GET", 200): 1])
        }
    }

    @Test func `bytes are those on the sockets`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            let request = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"
            try client.send(request)
            #expect(try client.response().body == "abcd")
            let once = await server.measured()
            #expect(once.bytesReceived == UInt64(request.utf8.count))
            try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body.utf8.count == 1_000_000)
            let sent = await server.measured().bytesSent - once.bytesSent
            #expect(sent > 1_000_000 && sent < 1_001_000)
        }
    }
}

extension Server {
    fileprivate func measured() async -> ServerMeasurements {
        await withCheckedContinuation { continuation in
            measure { continuation.resume(returning: $0) }
        }
    }
}
