// SPDX-License-Identifier: Apache-2.0

import Dispatch
import HTTPServer
import Synchronization
import Testing

/// Answers that do not come at once.
struct LaterTests {
    private let later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
    private let parked = "GET /parked HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `another thread answers`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send(later)
            let responder = try await stage.nextResponder()
            DispatchQueue.global().async {
                responder.complete { text("from another thread") }
                responder.complete { text("too many") }
            }
            #expect(try client.response().body == "from another thread")
            try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == "hello x")
        }
    }

    @Test func `requests pipelined behind a later answer wait for it`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send(later + "GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
            let responder = try await stage.nextResponder()
            responder.complete { text("first") }
            #expect(try client.response().body == "first")
            #expect(try client.response().body == "hello x")
        }
    }

    @Test func `a later answer that nobody gives comes from its deadline`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 504)
            #expect(response.body == "too late")
        }
    }

    @Test func `an answer for a client that has gone is ignored`() async throws {
        try await withServer { server, stage in
            var client: Client? = try Client(server.boundAddress)
            try client?.send(later)
            let responder = try await stage.nextResponder()
            client = nil
            responder.complete { text("nobody hears this") }
            let other = try Client(server.boundAddress)
            try other.send("GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.response().status == 200)
        }
    }

    @Test(arguments: [false, true])
    func `whoever works for a client that has gone is told so once`(
        endsOnlySending: Bool
    ) async throws {
        try await withServer { server, stage in
            let watched = "GET /watched HTTP/1.1\r\nHost: a\r\n\r\n"
            var client: Client? = try Client(server.boundAddress)
            try client?.send(watched)
            try await stage.nextResponder().complete { text("in time") }
            #expect(try client?.response().body == "in time")
            try client?.send(watched)
            let responder = try await stage.nextResponder()
            #expect(stage.gone.withLock { $0 } == 0)
            if endsOnlySending { client?.endSending() } else { client = nil }
            try await eventually { server.statistics.connectionsOpen == 0 }
            responder.complete { text("nobody hears this") }
            await server.turned()
            #expect(stage.gone.withLock { $0 } == 1)
        }
    }

    @Test func `an answer for the request before does not answer this one`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send(later)
            let first = try await stage.nextResponder()
            first.complete { text("one") }
            #expect(try client.response().body == "one")
            try client.send(later)
            let second = try await stage.nextResponder()
            first.complete { text("stale") }
            second.complete { text("two") }
            #expect(try client.response().body == "two")
        }
    }

    @Test(arguments: [1, 2]) func `parked requests wake together`(threads: Int) async throws {
        try await withServer {
            $0.threads = threads
        } _: { server, stage in
            let clients = try (0..<50).map { _ in try Client(server.boundAddress) }
            for client in clients { try client.send(parked) }
            try await eventually { server.statistics.parked == 50 }
            stage.say("go")
            server.wake()
            for client in clients { #expect(try client.response().body == "go") }
            #expect(server.statistics.parked == 0)
        }
    }

    @Test func `a wake-up that changes nothing leaves them parked`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send(parked)
            try await eventually { server.statistics.parked == 1 }
            for _ in 0..<1_000 { server.wake() }
            stage.say("now")
            server.wake()
            #expect(try client.response().body == "now")
        }
    }

    @Test func `what happened before the request was parked is not missed`() async throws {
        try await withServer { server, stage in
            stage.say("already")
            let client = try Client(server.boundAddress)
            try client.send(parked)
            #expect(try client.response().body == "already")
        }
    }

    @Test func `a parked request is answered at its deadline`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("GET /parked?ms=50 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == "nothing")
        }
    }

    @Test func `a client that goes away while parked is forgotten`() async throws {
        try await withServer { server, stage in
            var client: Client? = try Client(server.boundAddress)
            try client?.send(parked)
            try await eventually { server.statistics.parked == 1 }
            client = nil
            stage.say("late")
            server.wake()
            try await eventually {
                server.statistics.parked == 0 && server.statistics.connectionsOpen == 0
            }
        }
    }

    @Test func `a server has turned when every loop has`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send(later)
            let responder = try await stage.nextResponder()
            let release = DispatchSemaphore(value: 0)
            let isReleased = Mutex(false)
            responder.complete {
                release.wait()
                return text("released")
            }
            let turned = Task {
                await server.turned()
                return isReleased.withLock { $0 }
            }
            for _ in 0..<100 { await Task.yield() }
            isReleased.withLock { $0 = true }
            release.signal()
            #expect(await turned.value, "a loop that stands still has not turned")
            #expect(try client.response().body == "released")
        }
    }
}
