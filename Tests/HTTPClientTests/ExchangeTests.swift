// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP1
import HTTPClient
import Synchronization
import Testing

/// Requests and responses that go well, over real sockets.
struct ExchangeTests {
    private static let short = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi"

    @Test func `a request goes out with the upstream's Host, and its response comes back`()
        async throws
    {
        let heads = Mutex<[String]>([])
        let server = try ScriptedServer { peer, _ in
            let head = try peer.head()
            heads.withLock { $0.append(head) }
            try peer.send(Self.short)
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/a?b")
            try await asked.ends()
            let host = server.address.dropFirst("http://".count)
            #expect(heads.withLock { $0 } == ["GET /a?b HTTP/1.1\r\nHost: \(host)\r\n\r\n"])
            let fields: HeaderFields = ["Content-Length": "2", "X-A": "b"]
            #expect(
                asked.all == [
                    .head(.ok, fields, length: .bytes(2)), .body(Array("hi".utf8)),
                    .end(trailers: [:]),
                ]
            )
            try await eventually { client.statistics.completed == 1 }
        }
    }

    @Test func `a connection serves one request after the other`() async throws {
        let server = try ScriptedServer { peer, _ in
            while true {
                let target = try peer.head().split(separator: " ")[1]
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(target.count)\r\n\r\n\(target)")
            }
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            for index in 0..<20 {
                let asked = Asked(client, get: "/\(index)")
                try await asked.ends()
                #expect(asked.text == "/\(index)")
            }
            #expect(server.connections == 1)
            #expect(client.statistics.connects == 1)
        }
    }

    @Test func `chunks and trailers go both ways`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            let (content, trailers) = try peer.chunks()
            try peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for start in stride(from: 0, to: content.count, by: 50_000) {
                let piece = Array(content[start..<min(content.count, start + 50_000)])
                try peer.send(String(piece.count, radix: 16) + "\r\n")
                try peer.send(piece)
                try peer.send("\r\n")
            }
            try peer.send("0\r\n" + trailers.map { "\($0)!\r\n" }.joined() + "\r\n")
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let request = ClientRequest(.post, "/", fields: [:], length: .chunked)
            let asked = Asked(client, request)
            let content = pattern(400_000)
            try asked.exchange.write(Array(content[..<1]))
            try asked.exchange.write(Array(content[1..<300_000]))
            try asked.exchange.write(Array(content[300_000...]))
            try asked.exchange.finish(trailers: ["X-Sum": "7"])
            try await asked.ends()
            #expect(asked.content == content)
            #expect(asked.all.last == .end(trailers: ["X-Sum": "7!"]))
            #expect(asked.taken == content.count)
        }
    }

    @Test func `an upload larger than all windows arrives, its writer held back`() async throws {
        let sum = Mutex(0)
        let total = 6_000_000
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            var left = total
            while left > 0 {
                let piece = try peer.bytes(min(left, 50_000))
                left -= piece.count
                sum.withLock { sum in for byte in piece { sum = sum &* 31 &+ Int(byte) } }
            }
            try peer.send(Self.short)
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let request = ClientRequest(.put, "/", fields: [:], length: .known(total))
            let asked = Asked(client, request)
            let content = pattern(total)
            for start in stride(from: 0, to: total, by: 60_000) {
                let window = UpstreamSettings.writeWindow
                let end = min(total, start + 60_000)
                try await eventually { end - asked.taken <= window || asked.isOver }
                try asked.exchange.write(Array(content[start..<end]))
            }
            try asked.exchange.finish()
            try await asked.ends()
            let expected = content.reduce(0) { $0 &* 31 &+ Int($1) }
            #expect(sum.withLock { $0 } == expected)
        }
    }

    @Test(arguments: [true, false])
    func `a body that nobody consumes is left with the upstream, and then comes whole`(
        hasLength: Bool
    ) async throws {
        let content = pattern(8_000_000)
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            let length = hasLength ? "Content-Length: \(content.count)\r\n" : ""
            try peer.send("HTTP/1.1 200 OK\r\n\(length)\r\n")
            try peer.send(content)
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let request = ClientRequest(.get, "/", fields: [:])
            let asked = Asked(client, request, consumes: false)
            let window = UpstreamSettings(try UpstreamAddress(server.address)).window
            try await eventually { asked.contentCount >= window }
            // What is on its way by then would come within the time of another whole request.
            try await Asked(client, get: "/").ends()
            #expect(asked.contentCount < window + 256 * 1_024)
            var consumed = 0
            while !asked.isOver {
                let count = asked.contentCount - consumed
                if count > 0 { try asked.exchange.consume(count) }
                consumed += count
                try await eventually { asked.contentCount > consumed || asked.isOver }
            }
            try await asked.ends()
            #expect(asked.content == content)
        }
    }

    @Test func `interim responses are told before the final one`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send("HTTP/1.1 100 Continue\r\n\r\n")
            let body = try peer.bytes(3)
            try peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n")
            try peer.send("Content-Length: 3\r\n\r\n")
            try peer.send(body)
            try peer.drain()
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let fields: HeaderFields = ["Expect": "100-continue"]
            let request = ClientRequest(.post, "/", fields: fields, length: .known(3))
            let asked = Asked(client, request)
            try await eventually { asked.all == [.interim(HTTPStatus(100), [:])] }
            try asked.exchange.write(Array("abc".utf8))
            try await asked.ends()
            #expect(asked.text == "abc")
            #expect(asked.all.contains(.interim(HTTPStatus(103), ["Link": "x"])))
        }
    }

    @Test func `answers without content leave the connection for the next request`() async throws {
        let server = try ScriptedServer { peer, _ in
            while true {
                let head = try peer.head()
                let status = head.hasPrefix("HEAD") ? "200 OK" : "304 Not Modified"
                try peer.send("HTTP/1.1 \(status)\r\nContent-Length: 1000\r\n\r\n")
            }
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            for method in [HTTPMethod.head, .get, .head] {
                let asked = Asked(client, ClientRequest(method, "/", fields: [:]))
                try await asked.ends()
                #expect(asked.content.isEmpty)
            }
            #expect(server.connections == 1)
        }
    }

    @Test func `a unix socket is spoken to as well`() async throws {
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "up-\(UInt32.random(in: .min ... .max))").path
        defer { unlink(path) }
        let server = try ScriptedServer(unixPath: path) { peer, _ in
            let head = try peer.head()
            try peer.send("HTTP/1.1 200 OK\r\n\r\n\(head.split(separator: "\r\n")[1])")
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = Asked(client, get: "/")
            try await asked.ends()
            #expect(asked.text == "Host: localhost")
        }
    }

    @Test func `a name is looked up`() async throws {
        let server = try ScriptedServer { peer, _ in
            _ = try peer.head()
            try peer.send(Self.short)
        }
        defer { server.stop() }
        let address = server.address.replacing("127.0.0.1", with: "localhost")
        try await withClient(of: address) { client in
            let asked = Asked(client, get: "/")
            try await asked.ends()
            #expect(asked.text == "hi")
        }
    }

    @Test func `a thousand requests at once are each answered their own`() async throws {
        let server = try ScriptedServer { peer, _ in
            while true {
                let target = try peer.head().split(separator: " ")[1]
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(target.count)\r\n\r\n\(target)")
            }
        }
        defer { server.stop() }
        try await withClient(of: server.address) { client in
            let asked = (0..<1_000).map { Asked(client, get: "/\($0)") }
            for (index, asked) in asked.enumerated() {
                try await asked.ends()
                #expect(asked.text == "/\(index)")
            }
            try await eventually { client.statistics.completed == 1_000 }
        }
    }

    @Test func `no more connections are open than may be`() async throws {
        let open = Atomic(0)
        let most = Atomic(0)
        let server = try ScriptedServer { peer, _ in
            let now = open.add(1, ordering: .relaxed).newValue
            most.max(now, ordering: .relaxed)
            defer { open.subtract(1, ordering: .relaxed) }
            while true {
                _ = try peer.head()
                try peer.send(Self.short)
            }
        }
        defer { server.stop() }
        try await withClient(of: server.address, { $0.connections = 4 }) { client in
            let asked = (0..<200).map { Asked(client, get: "/\($0)") }
            for asked in asked { try await asked.ends() }
            #expect(most.load(ordering: .relaxed) <= 4)
            #expect(client.statistics.open <= 4)
        }
    }
}
