// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP1
import HTTPServer
import Testing

/// Clients that are slow, many, greedy or rude.
struct HardshipTests {
    private let hello = "GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a client that sends nothing is closed in time`() async throws {
        try await withServer {
            $0.limits.idle = .milliseconds(50)
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            #expect(try client.restUntilClose() == "")
        }
    }

    @Test func `a client that drips its head gets 408 and is closed`() async throws {
        try await withServer {
            $0.limits.headTime = .milliseconds(50)
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("GET / HT")
            #expect(try client.response().status == 408)
            #expect(try client.restUntilClose() == "")
            #expect(server.statistics.timeouts == 1)
        }
    }

    @Test func `a body that is late for its 408 is no request`() async throws {
        try await withServer {
            $0.limits.bodyProgress = .milliseconds(50)
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            let length = hello.utf8.count
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
            #expect(try client.response().status == 408)
            try client.send(hello + hello)
            #expect(try client.restUntilClose() == "")
            #expect(server.statistics.requests == 0)
        }
    }

    @Test func `a client that drips its body gets 408 and is closed`() async throws {
        try await withServer {
            $0.limits.bodyProgress = .milliseconds(50)
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
            #expect(try client.response().status == 408)
            #expect(try client.restUntilClose() == "")
        }
    }

    @Test func `a client that does not read its answers is closed`() async throws {
        try await withServer {
            $0.limits.writeStall = .milliseconds(100)
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            let requests = String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 50)
            try client.send(requests)
            try await eventually { server.statistics.writeStalls == 1 }
            #expect(server.statistics.requests < 50)
        }
    }

    @Test func `a client that pipelines without reading is held back, and served when it reads`()
        async throws
    {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            let requests = Array(
                String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 60).utf8
            )
            try client.send(requests)
            let other = try Client(server.boundAddress)
            try other.send(hello)
            #expect(try other.response().status == 200)
            for _ in 0..<60 { #expect(try client.response().body.utf8.count == 1_000_000) }
        }
    }

    @Test func `a thousand idle connections do not keep another from being served`()
        async throws
    {
        let room = try roomForDescriptors(2_200)
        try #require(room, "the hard limit of descriptors is too low for this test")
        try await withServer { server, _ in
            let idle = try (0..<1_000).map { _ in try Client(server.boundAddress) }
            let client = try Client(server.boundAddress)
            for _ in 0..<20 {
                try client.send(hello)
                #expect(try client.response().status == 200)
            }
            try await eventually { server.statistics.connectionsOpen == 1_001 }
            withExtendedLifetime(idle) {}
        }
    }

    @Test func `connections above the cap get 503, and those below go on`() async throws {
        try await withServer {
            $0.connections = 2
        } _: { server, _ in
            let first = try Client(server.boundAddress)
            let second = try Client(server.boundAddress)
            try first.send(hello)
            try second.send(hello)
            #expect(try first.response().status == 200)
            #expect(try second.response().status == 200)
            let third = try Client(server.boundAddress)
            #expect(try third.response().status == 503)
            #expect(try third.restUntilClose() == "")
            try first.send(hello)
            #expect(try first.response().status == 200)
            #expect(server.statistics.connectionsRefused == 1)
        }
    }

    @Test func `an address has no more connections than it may, and others none the less`()
        async throws
    {
        try await withServer {
            $0.connectionsPerAddress = 2
            $0.threads = 2
        } _: { server, _ in
            let clients = try (0..<2).map { _ in try Client(server.boundAddress) }
            for client in clients {
                try client.send(hello)
                #expect(try client.response().status == 200)
            }
            let third = try Client(server.boundAddress)
            let refusal = try third.response()
            #expect(refusal.status == 503)
            #expect(refusal.body == "There are 2 connections from this address already.\n")
            #expect(try third.restUntilClose() == "")
            let other = try Client(server.boundAddress, source: 2)
            for client in clients + [other] {
                try client.send(hello)
                #expect(try client.response().status == 200)
            }
            #expect(server.statistics.connectionsRefusedForAddress == 1)
            #expect(server.statistics.connectionsRefused == 0)
        }
    }

    @Test func `an address that ends a connection may have another`() async throws {
        try await withServer {
            $0.connectionsPerAddress = 1
        } _: { server, _ in
            for _ in 0..<20 {
                let client = try Client(server.boundAddress)
                try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.response().status == 200)
                #expect(try client.restUntilClose() == "")
                try await eventually { server.statistics.connectionsOpen == 0 }
            }
            #expect(server.statistics.connectionsRefusedForAddress == 0)
        }
    }

    @Test func `a place that is left is taken again`() async throws {
        try await withServer {
            $0.connections = 1
        } _: { server, _ in
            for _ in 0..<20 {
                let client = try Client(server.boundAddress)
                try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try client.response().status == 200)
                #expect(try client.restUntilClose() == "")
                try await eventually { server.statistics.connectionsOpen == 0 }
            }
        }
    }

    @Test func `a large body is refused, and the client hears of it`() async throws {
        try await withServer {
            $0.limits.bodyBytes = 1_000
        } _: { server, _ in
            for head in ["Content-Length: 50000000", "Transfer-Encoding: chunked"] {
                let client = try Client(server.boundAddress)
                try client.send("POST /echo HTTP/1.1\r\nHost: a\r\n\(head)\r\n\r\n")
                if head.hasPrefix("T") { try client.send("1000000\r\n") }
                // Streams on like a client that looks for no answer until it is done.
                let block = [UInt8](repeating: 0x78, count: 65_536)
                for _ in 0..<50 where client.sendWhatFits(block) == 0 { break }
                #expect(try client.response().status == 413)
            }
        }
    }

    @Test func `a client that has ended its side is answered`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send(hello + hello)
            client.endSending()
            #expect(try client.response().status == 200)
            #expect(try client.response().status == 200)
            #expect(try client.restUntilClose() == "")
        }
    }

    @Test func `a half-closed client waits for a later answer`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            try client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
            client.endSending()
            let responder = try await stage.nextResponder()
            responder.complete { text("here") }
            #expect(try client.response().body == "here")
            #expect(try client.restUntilClose() == "")
        }
    }

    @Test func `connections that come and go leave nothing behind`() async throws {
        try await withServer { server, _ in
            for number in 0..<300 {
                let client = try Client(server.boundAddress)
                switch number % 3 {
                case 0: break
                case 1: try client.send("GET / HT")
                default: try client.send(hello)
                }
            }
            try await eventually {
                let statistics = server.statistics
                return statistics.connectionsAccepted == 300 && statistics.connectionsOpen == 0
            }
        }
    }

    /// Raises the soft limit of this process when it is too low.
    private func roomForDescriptors(_ count: rlim_t) throws -> Bool {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur >= count { return true }
        guard limit.rlim_max >= count else { return false }
        limit.rlim_cur = count
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }
}
