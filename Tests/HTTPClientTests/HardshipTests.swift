// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP1
import HTTPClient
import Reactor
import Synchronization
import Testing

/// Upstreams that are away, late, broken or hostile, and requests that are given up.
struct HardshipTests {
    private static let short = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    /// Serves once on the first connection and closes it when a second request comes.
    private func staleServer() throws -> ScriptedServer {
        try ScriptedServer { peer, connection in
            _ = try peer.head()
            try peer.send(Self.short)
            if connection > 0 { return try peer.drain() }
            _ = try peer.head()
        }
    }

    @Test func `a request that finds its old connection closed is sent once more`() async throws {
        let server = try staleServer()
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            try await Asked(client, get: "/1").ends()
            let asked = Asked(client, get: "/2")
            try await asked.ends()
            #expect(asked.text == "hi")
            #expect(server.connections == 2)
            try await eventually { client.statistics.retried == 1 }
        }
    }

    @Test(arguments: [HTTPMethod.post, .put])
    func `a request that may have been carried out is not sent again`(
        method: HTTPMethod
    ) async throws {
        let server = try staleServer()
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            try await Asked(client, get: "/1").ends()
            let length: ClientRequest.Length = method == .put ? .known(1) : .none
            let asked = Asked(client, ClientRequest(method, "/", fields: [:], length: length))
            if method == .put { try asked.exchange.write([1]) }
            try await asked.ends(with: .closed)
            #expect(server.connections == 1)
        }
    }

    @Test func `a new connection that closes without an answer is not tried again`() async throws {
        let server = try ScriptedServer { peer, _ in _ = try peer.head() }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            try await Asked(client, get: "/").ends(with: .closed)
            #expect(server.connections == 1)
        }
    }

    @Test func `an upstream that is not there is said to be`() async throws {
        let server = try ScriptedServer { _, _ in }
        server.stop()
        try await eventually {
            guard let socket = try? StreamSocket.connecting(to: Self.loopback(server)) else {
                return true
            }
            return (try? socket.write([0], from: 0)) == nil
        }
        try await withClient(of: server.address) { client in
            let failure = try await Asked(client, get: "/").failure()
            #expect(failure == .unreachable("Connection refused"))
            try await eventually { client.statistics.connectFailures == 1 }
        }
        try await withClient(of: "unix:/nowhere/app.sock") { client in
            let failure = try await Asked(client, get: "/").failure()
            #expect(failure == .unreachable("No such file or directory"))
        }
    }

    private static func loopback(_ server: ScriptedServer) -> SocketAddress {
        let port = server.address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        return .ipv4(address: 0x7F00_0001, port: port)
    }

    @Test func `a name that nobody knows is said to be`() async throws {
        try await withClient(of: "http://no-such-host.invalid:80") { client in
            guard case .unreachable = try await Asked(client, get: "/").failure() else {
                Issue.record("it was reached")
                return
            }
        }
    }

    @Test func `a connection that is not made in time is given up`() async throws {
        // Two wait in the system already, and further ones are not answered.
        let server = try ScriptedServer(backlog: 0) { _, _ in }
        server.stop()
        var full = try ListeningSocket.bind(to: .ipv4(address: 0x7F00_0001, port: 0), backlog: 0)
        let address = full.address
        let first = try StreamSocket.connecting(to: address)
        try await withClient(of: "http://\(address)", { $0.connectTime = .milliseconds(200) }) {
            client in
            // The one that found room is accepted by the system and never answered.
            let asked = (0..<4).map { Asked(client, get: "/\($0)") }
            let last = asked[3]
            try await last.ends(with: .connectTimeout)
            #expect(last.all.count == 1)
        }
        _ = try full.accept()
        full = try ListeningSocket.bind(to: .ipv4(address: 0x7F00_0001, port: 0))
        _ = first.number
    }

    @Test func `an upstream that does not begin its answer in time is given up`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send("HTTP/1.1 200")
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(
            of: server.address,
            { $0.limits.headTime = .milliseconds(50) },
            { client in
                let failure = try await Asked(client, get: "/").failure()
                #expect(failure == .headTimeout)
                #expect(failure?.isTimeout == true)
            }
        )
    }

    @Test(arguments: ["Content-Length: 10", "Transfer-Encoding: chunked"])
    func `an upstream that dies in a body ends it with a failure`(field: String) async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            let start = field.hasPrefix("T") ? "a\r\n" : ""
            try peer.send("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n\(start)abcd")
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/")
            try await asked.ends(with: .closed)
            #expect(asked.text == "abcd")
        }
    }

    @Test func `an early answer is heard while a large body is under way`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig")
            peer.endSending()
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let request = ClientRequest(.post, "/", fields: [:], length: .known(1 << 40))
            let asked = Asked(client, request)
            var written = 0
            while !asked.isOver {
                try await eventually {
                    written - asked.taken <= UpstreamSettings.writeWindow - 50_000 || asked.isOver
                }
                try asked.exchange.write([UInt8](repeating: 1, count: 50_000))
                written += 50_000
            }
            try await asked.ends()
            #expect(asked.status == 413)
            #expect(asked.text == "big")
            try await eventually { client.statistics.open == 0 }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nX: ", "yyyyyyyyyyyyyyyy", "fieldsTooLarge"),
        ("HTTP/1.1 200 OK\r\n", "X: y\r\n", "tooManyFields"),
        ("", "z", "statusLineTooLong"),
        ("", "HTTP/1.1 102 Processing\r\n\r\n", "interimResponses"),
        ("\u{16}\u{3}\u{1}", "\u{0}", "controlCharacter"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x", "chunkOverhead"),
    ])
    func `an endless or senseless answer is refused by the name of what is wrong`(
        start: String,
        again: String,
        reason: String
    ) async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send(start)
            let piece = String(repeating: again, count: 1_000)
            while true { try peer.send(piece) }
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            guard case .malformed(let fault) = try await Asked(client, get: "/").failure() else {
                Issue.record("it was taken")
                return
            }
            #expect(fault.reason == reason)
            try await eventually { client.statistics.open == 0 }
        }
    }

    @Test func `a request that is given up closes its connection, and nothing more is heard`()
        async throws
    {
        let hasEnded = Atomic(false)
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            try peer.drain()
            hasEnded.store(true, ordering: .releasing)
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/")
            try await eventually { asked.text == "abc" }
            try asked.exchange.cancel()
            try asked.exchange.write([1])
            try asked.exchange.finish()
            try await eventually { hasEnded.load(ordering: .acquiring) }
            #expect(!asked.isOver)
            try await eventually { client.statistics.open == 0 }
        }
    }

    @Test func `one that waits for a connection can be given up, and too many are refused`()
        async throws
    {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.drain()
        }
        defer { server.stop() }
        let narrow: (inout UpstreamSettings) -> Void = {
            $0.connections = 1
            $0.waiting = 1
        }
        try await withClient(of: server.address, narrow) { client in
            let first = Asked(client, get: "/1")
            let second = Asked(client, get: "/2")
            let third = Asked(client, get: "/3")
            try await third.ends(with: .overloaded)
            try second.exchange.cancel()
            let fourth = Asked(client, get: "/4")
            try await Asked(client, get: "/5").ends(with: .overloaded)
            // The connection that is given up makes room for the next.
            try first.exchange.cancel()
            try await eventually { server.connections == 2 }
            #expect(!fourth.isOver)
            try await eventually { client.statistics.overloaded == 2 }
        }
    }

    @Test func `one that waits too long for a connection is refused`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.drain()
        }
        defer { server.stop() }
        let narrow: (inout UpstreamSettings) -> Void = {
            $0.connections = 1
            $0.waitingTime = .milliseconds(50)
        }
        try await withClient(of: server.address, narrow) { client in
            let first = Asked(client, get: "/1")
            try await Asked(client, get: "/2").ends(with: .overloaded)
            #expect(!first.isOver)
        }
    }

    @Test func `a writer that heeds no window loses its request`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            _ = poll(nil, 0, 30_000)
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let request = ClientRequest(.post, "/", fields: [:], length: .chunked)
            let asked = Asked(client, request)
            // More than the system takes for a peer that reads nothing.
            for _ in 0..<1_000 {
                try asked.exchange.write([UInt8](repeating: 1, count: 60_000))
            }
            try await asked.ends(with: .windowExceeded)
        }
    }

    @Test func `what cannot be sent is refused before it is`() async throws {
        let server = try ScriptedServer { _, _ in }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/ HTTP/1.1\r\nEvil: 1\r\n\r\n")
            try await asked.ends(with: .invalidRequest)
            #expect(server.connections == 0)
        }
    }

    @Test func `an idle connection is closed after its time`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send(Self.short)
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(
            of: server.address,
            { $0.limits.idle = .milliseconds(20) },
            { client in
                try await Asked(client, get: "/").ends()
                try await eventually { client.statistics.open == 0 }
            }
        )
    }

    @Test func `a client that stops fails what is under way and takes nothing more`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/")
            try await eventually { server.connections == 1 }
            client.stop()
            try await asked.ends(with: .stopped)
            try await Asked(client, get: "/").ends(with: .stopped)
        }
    }
}
