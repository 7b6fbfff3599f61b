// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import HTTP1
import HTTPServer
import Messaging
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// Bodies that are relayed both ways while they come.
@Suite(.timeLimit(.minutes(10))) struct ProxyBodyTests {
    private static let chunkedPost = """
        POST /proxy/node2/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
        Transfer-Encoding: chunked\r\n\r\n
        """

    /// Waits until no call is under way.
    private func settled(_ calls: CallPair) {
        for _ in 0..<30_000 where calls.under.withLock({ $0 }) > 0 { _ = poll(nil, 0, 1) }
        #expect(calls.under.withLock { $0 } == 0)
        #expect(calls.violations.withLock { $0 } == [])
    }

    @Test func `chunks and trailers go both ways`() async throws {
        try await Proxied.run { proxied in
            let connection = try RawConnection(proxied.served.address)
            try connection.send(Array(Self.chunkedPost.utf8))
            try connection.send(Array("5\r\nhello\r\n".utf8))
            try connection.send(Array("6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n".utf8))
            let answer = try connection.answer()
            #expect(answer.status == 200)
            #expect(answer.fields["transfer-encoding"] == "chunked")
            #expect(answer.body.contains("hello") && answer.body.contains(" world"))
            #expect(answer.body.hasSuffix("0\r\nX-Sum: 11\r\n\r\n"))
            settled(proxied.calls)
        }
    }

    /// Bytes of the large bodies: more with PINGD_LONG_TESTS=1.
    private static var large: Int {
        ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1" ? 1 << 30 : 64 << 20
    }

    @Test func `a large body comes back whole`() async throws {
        try await Proxied.run { proxied in
            let count = Self.large
            let connection = try RawConnection(proxied.served.address)
            try connection.send(
                Array(
                    ("POST /proxy/node2/echo HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\nContent-Length: \(count)\r\n\r\n").utf8
                )
            )
            let piece = [UInt8](0...255) + [UInt8](repeating: 7, count: 1 << 20 - 256)
            sendMeanwhile(piece, times: count >> 20, to: connection)
            try expect(count, of: connection, isZero: false)
            settled(proxied.calls)
        }
    }

    @Test func `a large answer comes whole, to a slow reader too`() async throws {
        try await Proxied.run { proxied in
            let count = Self.large
            let connection = try RawConnection(proxied.served.address)
            try connection.send(
                Array(
                    ("GET /proxy/node2/zeros?\(count) HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\n\r\n").utf8
                )
            )
            // Long enough for everything on the way to fill.
            _ = poll(nil, 0, 300)
            try expect(count, of: connection, isZero: true)
            settled(proxied.calls)
        }
    }

    /// On a thread of its own: those of tasks may all be taken by tests that wait.
    private func sendMeanwhile(_ bytes: [UInt8], times: Int, to connection: RawConnection) {
        Thread.detachNewThread {
            for _ in 0..<times {
                do {
                    try connection.send(bytes)
                } catch {
                    return
                }
            }
        }
    }

    private func expect(_ count: Int, of connection: RawConnection, isZero: Bool) throws {
        var head: [UInt8] = []
        var body = 0
        var sum = 0
        while true {
            let bytes = try connection.receive()
            guard !bytes.isEmpty else { break }
            if body == 0, head.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
                head += bytes
                guard let end = head.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
                body = head.count - end.upperBound
                continue
            }
            body += bytes.count
            sum += Int(bytes[0])
        }
        #expect(body == count, "\(String(decoding: head.prefix(500), as: UTF8.self))")
        #expect((sum == 0) == isZero)
    }

    @Test func `who waits for 100 Continue gets it, or the refusal without sending a body`()
        async throws
    {
        let head = { (path: String) in
            Array(
                ("POST /proxy/node2/\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n").utf8
            )
        }
        try await Proxied.run { settings, _ in
            settings.paths = ["/echo"]
        } _: { proxied in
            let connection = try RawConnection(proxied.served.address)
            try connection.send(head("echo"))
            let goOn = String(decoding: try connection.receive(), as: UTF8.self)
            #expect(goOn == "HTTP/1.1 100 Continue\r\n\r\n")
            try connection.send(Array("ab".utf8))
            let answer = try connection.answer()
            #expect((answer.status, answer.body) == (200, "ab"))
            let refused = try RawConnection(proxied.served.address)
            try refused.send(head("other"))
            #expect(try refused.answer().status == 403)
            settled(proxied.calls)
        }
    }

    @Test func `the first event arrives before the second is sent`() async throws {
        try await Proxied.run { proxied in
            let connection = try proxied.served.open("GET /proxy/node2/events")
            var text = ""
            while !text.contains("\r\n\r\n") {
                text += String(decoding: try connection.receive(), as: UTF8.self)
            }
            let passage = try #require(proxied.upstream.events.withLock { $0 })
            for number in 1...3 {
                passage.perform(.write(Array("data: \(number)\n\n".utf8)))
                while !text.contains("data: \(number)\n\n") {
                    text += String(decoding: try connection.receive(), as: UTF8.self)
                }
            }
            passage.perform(.end(trailers: [:]))
            while !text.hasSuffix("0\r\n\r\n") {
                text += String(decoding: try connection.receive(), as: UTF8.self)
            }
            settled(proxied.calls)
        }
    }

    @Test func `a client that leaves is told to the application`() async throws {
        try await Proxied.run { proxied in
            for (number, request) in [
                "GET /proxy/node2/events", "GET /proxy/node2/never", "POST /proxy/node2/never",
            ].enumerated() {
                do {
                    let fields = number == 2 ? ["Content-Length: 1000"] : []
                    let connection = try proxied.served.open(request, fields: fields)
                    for _ in 0..<30_000
                    where proxied.upstream.heads.withLock({ $0.count }) <= number {
                        _ = poll(nil, 0, 1)
                    }
                    withExtendedLifetime(connection) {}
                }
                for _ in 0..<30_000 where proxied.upstream.left.value <= number {
                    _ = poll(nil, 0, 1)
                }
                #expect(proxied.upstream.left.value == number + 1, "\(request)")
            }
            settled(proxied.calls)
        }
    }

    @Test func `an application that dies in its answer breaks the answer`() async throws {
        try await Proxied.run { proxied in
            let sized = try proxied.served.ask("GET /proxy/node2/dies?100000")
            #expect(sized.status == 200)
            #expect((sized.fields["content-length"], sized.body) == ("100000", "half"))
            let chunked = try proxied.served.ask("GET /proxy/node2/dies")
            #expect(chunked.body == "4\r\nhalf\r\n", "without the last chunk")
            settled(proxied.calls)
        }
    }

    @Test func `a member that leaves in its answer breaks the answer`() async throws {
        try await Proxied.run { proxied in
            proxied.served.node.script.withLock { script in
                script.call = { _, listener in
                    let head = RelayWriter.response(RelayedResponse(.ok, fields: [:]))!
                    let content = RelayWriter.content(Array("half".utf8)[...])
                    listener(.reply(.ok, body: head + content, isStreamed: true))
                    listener(.ended(.forgotten))
                    return Exchange { _ in }
                }
            }
            let answer = try proxied.served.ask("GET /proxy/node2/a")
            #expect((answer.status, answer.body) == (200, "4\r\nhalf\r\n"))
        }
    }

    @Test func `a thousand at a time are served`() async throws {
        try await Proxied.run { proxied in
            let connections = try (0..<1_000).map { number in
                try proxied.served.open("POST /proxy/node2/echo", body: Array("\(number)".utf8))
            }
            for (number, connection) in connections.enumerated() {
                let answer = try connection.answer()
                #expect((answer.status, answer.body) == (200, "\(number)"))
            }
            settled(proxied.calls)
        }
    }

    @Test func `what a client sends beyond all reason is no call of its own`() async throws {
        try await Proxied.run { proxied in
            let connection = try RawConnection(proxied.served.address)
            try connection.send(Array(Self.chunkedPost.utf8))
            // One byte a chunk: frames would take six for each.
            let chunk = Array("1\r\nx\r\n".utf8)
            let many = Array(repeatElement(chunk, count: 100_000).joined())
            sendMeanwhile(many + Array("0\r\n\r\n".utf8), times: 1, to: connection)
            let answer = try connection.answer()
            #expect(answer.status == 200, "\(answer.body.prefix(500))")
            #expect(answer.body.count(where: { $0 == "x" }) == 100_000)
            settled(proxied.calls)
        }
    }
}
