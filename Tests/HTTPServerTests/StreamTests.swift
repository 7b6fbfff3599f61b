// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Logging
import Synchronization
import Testing

/// Responses whose content is made while it goes out, over real sockets.
struct StreamTests {
    /// What is told, a line at a place; the oldest lines are forgotten.
    fileprivate final class Tape: Sendable {
        struct State: Sendable {
            var lines: [String] = []
            var forgotten = 0
            var heartbeats = 0
        }

        let state = Mutex(State())

        func stream(from place: UInt64) -> ContentStream {
            ContentStream(on: Topic(1), from: place) { place, content, occasion in
                self.state.withLock { $0.next(&place, &content, occasion) }
            }
        }

        func tell(_ lines: [String]) { state.withLock { $0.lines += lines } }
    }

    private func withTape(
        _ change: (inout ServerSettings) -> Void = { _ in },
        _ body: (Server, Tape) async throws -> Void
    ) async throws {
        let tape = Tape()
        var router = Router()
        router.on(.get, "/tape", for: .read) { request, _ in
            let place = UInt64(request.query.first("after") ?? "0")!
            return .stream(
                Response(fields: ["Content-Type": "text/plain"]),
                tape.stream(from: place)
            )
        }
        router.on(.get, "/hello", for: .read) { _, _ in .now(text("hello")) }
        var settings = ServerSettings(address: .tcp(host: "127.0.0.1", port: 0))
        change(&settings)
        let server = try Server.start(
            settings,
            router: router,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            try await body(server, tape)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
    }

    @Test(arguments: [1, 2])
    func `every reader gets all that is told, in order`(threads: Int) async throws {
        try await withTape {
            $0.threads = threads
        } _: { server, tape in
            let clients = try (0..<20).map { _ in try Client(server.boundAddress) }
            tape.tell(["a", "b"])
            for client in clients { try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients {
                try client.skipHead()
                #expect(try client.content(2) == "a\nb\n")
            }
            #expect(server.statistics.streams == 20)
            for number in 0..<100 {
                tape.tell(["\(number)"])
                server.wake(Topic(1))
            }
            let expected = (0..<100).map { "\($0)\n" }.joined()
            for client in clients {
                #expect(try client.content(100) == expected)
            }
        }
    }

    @Test func `a client of HTTP 1.0 reads until the server closes`() async throws {
        try await withTape { server, tape in
            tape.tell(["a", "end"])
            let client = try Client(server.boundAddress)
            try client.send("GET /tape HTTP/1.0\r\n\r\n")
            let all = try client.restUntilClose()
            #expect(all.hasSuffix("\r\n\r\na\nend\n"))
            #expect(!all.contains("chunked"))
        }
    }

    @Test func `a source that ends closes the connection in order`() async throws {
        try await withTape { server, tape in
            let client = try Client(server.boundAddress)
            try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.streams == 1 }
            tape.tell(["end"])
            server.wake(Topic(1))
            let all = try client.restUntilClose()
            #expect(all.hasSuffix("\r\n\r\n4\r\nend\n\r\n0\r\n\r\n"))
            #expect(server.statistics.streams == 0)
        }
    }

    @Test func `HEAD opens no stream, and the connection goes on`() async throws {
        try await withTape { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("HEAD /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.response(toHead: true)
            #expect(head.status == 200)
            #expect(head.fields["transfer-encoding"] == "chunked")
            try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == "hello")
            #expect(server.statistics.streams == 0)
        }
    }

    @Test func `a reader that takes nothing is given no more, and is ended when it falls behind`()
        async throws
    {
        try await withTape { server, tape in
            let client = try Client(server.boundAddress)
            try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.streams == 1 }
            // More than both systems' buffers hold.
            let line = String(repeating: "x", count: 999)
            for _ in 0..<100 {
                tape.tell((0..<200).map { _ in line })
                server.wake(Topic(1))
            }
            let other = try Client(server.boundAddress)
            try other.send("GET /tape?after=20000 HTTP/1.1\r\nHost: a\r\n\r\n")
            try other.skipHead()
            tape.state.withLock { $0.forgotten = 20_000 }
            tape.tell(["news"])
            server.wake(Topic(1))
            #expect(try other.content(1) == "news\n")
            // Ended before it has read what it was given.
            try await eventually { server.statistics.streams == 1 }
            let rest = try client.restUntilClose()
            #expect(rest.hasSuffix("too slow\n\r\n0\r\n\r\n"))
            #expect(rest.utf8.count < 20_000_000)
        }
    }

    @Test func `a reader that takes nothing for the time of a write stall is closed`() async throws
    {
        try await withTape {
            $0.limits.writeStall = .milliseconds(50)
        } _: { server, tape in
            tape.tell((0..<20_000).map { _ in String(repeating: "x", count: 999) })
            let client = try Client(server.boundAddress)
            try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.writeStalls == 1 }
            #expect(server.statistics.streams == 0)
            _ = try? client.restUntilClose()
        }
    }

    @Test func `whoever waits gets a sign of life, all at one time`() async throws {
        try await withTape {
            $0.heartbeat = .milliseconds(20)
        } _: { server, tape in
            let clients = try (0..<5).map { _ in try Client(server.boundAddress) }
            for client in clients { try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients {
                try client.skipHead()
                #expect(try client.content(3) == ":\n:\n:\n")
            }
        }
    }

    @Test func `a reader that goes away is forgotten at once`() async throws {
        try await withTape { server, _ in
            var client: Client? = try Client(server.boundAddress)
            try client?.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.streams == 1 }
            client = nil
            try await eventually {
                server.statistics.streams == 0 && server.statistics.connectionsOpen == 0
            }
        }
    }

    @Test func `a shutdown ends streams in order, without waiting out its grace`() async throws {
        try await withTape { server, tape in
            tape.tell(["a"])
            let client = try Client(server.boundAddress)
            try client.send("GET /tape HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.streams == 1 }
            let reader = Task.detached { try client.restUntilClose() }
            await server.shutdown(grace: .seconds(3_600))
            #expect(try await reader.value.hasSuffix("\r\n2\r\na\n\r\n0\r\n\r\n"))
        }
    }
}

extension StreamTests.Tape.State {
    fileprivate mutating func next(
        _ place: inout UInt64,
        _ content: inout [UInt8],
        _ occasion: ContentStream.Occasion
    ) -> ContentStream.Step {
        guard case .room(let bytes) = occasion else {
            content += Array(":\n".utf8)
            return .wait
        }
        guard place >= forgotten else {
            content += Array("too slow\n".utf8)
            return .end
        }
        while place < lines.count, content.count < bytes {
            let line = lines[Int(place)]
            place += 1
            content += Array("\(line)\n".utf8)
            if line == "end" { return .end }
        }
        return place < lines.count ? .more : .wait
    }
}
