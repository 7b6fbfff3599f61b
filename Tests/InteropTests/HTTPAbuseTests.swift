// SPDX-License-Identifier: Apache-2.0

import HTTPVectors
import Testing

extension RealPrograms {
    /// Clients that are slow, idle, many, or talk nonsense: a normal one notices nothing of them,
    /// and when they have gone, nothing of them is left.
    @Suite struct HTTPAbuseTests {
        @Test func `500 clients that drip their heads are told that it takes too long`()
            async throws
        {
            let counters = try await Siege.lay(["--http-header-timeout", "1s"]) { siege in
                let clients = try (0..<500).map { _ in try siege.client() }
                let head = Array("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".utf8)
                for client in clients { client.send(head) }
                // A byte now and then, which does not help.
                try clients.readToTheEnd {
                    for client in clients { client.send([0x78]) }
                }
                #expect(clients.allSatisfy { $0.status == 408 })
            }
            #expect(counters["http-timeouts"] == 500)
        }

        @Test func `2,000 idle connections keep nobody from being served`() async throws {
            let counters = try await Siege.lay { siege in
                let clients = try (0..<2_000).map { _ in try siege.client() }
                // The witness, and the one who asks.
                #expect(try siege.figure("http-connections") == 2_002)
                clients.read(withinMilliseconds: 0)
                #expect(clients.allSatisfy { !$0.hasEnded && $0.received.isEmpty })
            }
            #expect(counters["http-connections-refused"] == 0)
        }

        @Test func `idle connections are closed when their time is over`() async throws {
            let counters = try await Siege.lay(["--http-idle-timeout", "1s"]) { siege in
                let clients = try (0..<500).map { _ in try siege.client() }
                try clients.readToTheEnd()
                #expect(clients.allSatisfy { $0.received.isEmpty })
            }
            #expect(counters["http-idle-timeouts"]! >= 500)
        }

        @Test func `200 clients that send 20,000 requests of garbage are answered or cut off`()
            async throws
        {
            let counters = try await Siege.lay { siege in
                let seeds = Vector.all.map(\.request).filter { $0.count < 1_000 }
                var mutation = Mutation(seed: 4)
                var noise = Noise(seed: 4)
                for wave in 0..<100 {
                    let clients = try (0..<200).map { _ in try siege.client(net: 1 + wave % 8) }
                    for (number, client) in clients.enumerated() {
                        let seed = seeds[mutation.below(seeds.count)]
                        client.send(number % 4 == 0 ? noise.bytes(300) : mutation.applied(to: seed))
                        client.endSending()
                    }
                    try clients.readToTheEnd()
                    let answers = clients.compactMap(\.status)
                    #expect(answers.allSatisfy { $0 < 500 || $0 == 501 || $0 == 505 })
                    #expect(clients.allSatisfy { $0.received.isEmpty || $0.status != nil })
                    for client in clients { client.resetsWhenClosed() }
                }
            }
            #expect(counters["http-connections-accepted"]! >= 20_000)
            #expect(counters["http-responses-4xx"]! >= 5_000)
        }

        @Test func `20,000 connections that come and go leave nothing behind`() async throws {
            let counters = try await Siege.lay { siege in
                for number in 0..<20_000 {
                    let client = try siege.client(net: 1 + number % 8)
                    if number % 3 == 0 { client.send("GET / HT".utf8) }
                    if number % 5 > 0 { client.resetsWhenClosed() }
                    // More than the system keeps waiting would be turned away by it.
                    guard number % 500 == 499 else { continue }
                    while try siege.figure("http-connections-accepted") < number {}
                }
            }
            #expect(counters["http-connections-accepted"]! >= 20_000)
        }

        @Test func `bodies beyond the limit that stream on are refused, and the refusal arrives`()
            async throws
        {
            let counters = try await Siege.lay { siege in
                let clients = try (0..<50).map { _ in try siege.client() }
                for (number, client) in clients.enumerated() {
                    let length = "Content-Length: 100000000\r\n\r\n"
                    let chunked = "Transfer-Encoding: chunked\r\n\r\n"
                    let head = "POST /send HTTP/1.1\r\nHost: localhost\r\n"
                    client.send((head + (number % 2 == 0 ? length : chunked + "5F5E100\r\n")).utf8)
                }
                let block = [UInt8](repeating: 0x78, count: 65_536)
                try clients.readToTheEnd {
                    for client in clients { client.send(block) }
                }
                #expect(clients.allSatisfy { $0.status == 413 })
                // Who streams on all the same is cut off.
                try clients.wait(for: "being cut off", \.isCutOff) {
                    for client in clients { client.send(block) }
                }
            }
            #expect(counters["http-faults-bodyTooLarge"] == 50)
        }

        @Test func `10,000 parked connections take at most 20 MiB`() async throws {
            try await Siege.lay { siege in
                let before = try #require(ProcessFigures(of: siege.child))
                let clients = try (0..<10_000 - 2).map { try siege.client(net: 1 + $0 % 8) }
                // Each has been served once, and then says nothing.
                let request = Array("GET /members HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
                for client in clients { client.send(request) }
                try clients.wait(for: "an answer", { !$0.received.isEmpty }) {
                    clients.read(withinMilliseconds: 100)
                }
                #expect(clients.allSatisfy { $0.status == 200 })
                let open = try siege.figure("http-connections")
                #expect(open == 10_000)
                let after = try #require(ProcessFigures(of: siege.child))
                #expect(after.residentKiB - before.residentKiB <= 20 * 1_024)
            }
        }

        @Test func `a node without descriptors serves whom it has, and recovers`() async throws {
            try await Scene.play { scene in
                let narrow = Place(entry: ["bash", "-c", "ulimit -n 48 && exec \"$@\"", "bash"])
                let node = try await scene.pingd("node1", at: narrow)
                let siege = Siege(port: node.httpPort, child: node.child)
                let result = await Siege.result {
                    let admitted = try siege.client()
                    let failures = "http-accept-failures"
                    #expect(try admitted.figure(failures) == 0)
                    let start = ContinuousClock.now
                    var crowd = try (0..<200).map { _ in try siege.client() }
                    var counted = 0
                    while counted < 5, ContinuousClock.now - start < .seconds(30) {
                        counted = try admitted.figure(failures)
                    }
                    // One attempt each time that the listener looks again, and no more.
                    let looks = (ContinuousClock.now - start) / .milliseconds(100)
                    #expect((5...5 + Int(looks)).contains(counted))
                    #expect(try crowd[0].answer(to: "/healthz").hasPrefix("HTTP/1.1 200"))
                    crowd = []
                    #expect(try siege.client().answer(to: "/healthz").hasPrefix("HTTP/1.1 200"))
                    while try admitted.figure("http-connections") > 2 {}
                    #expect(try admitted.figure("http-connections-accepted") >= 202)
                }
                try result.get()
                #expect(!node.child.hasEnded)
            }
        }
    }
}
