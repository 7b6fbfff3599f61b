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

    @Test(arguments: Proxied.Way.allCases)
    func `chunks and trailers go both ways`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let connection = try RawConnection(proxied.served.address)
            try connection.send(Array(Self.chunkedPost.utf8))
            try connection.send(Array("5\r\nhello\r\n".utf8))
            try connection.send(Array("6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n".utf8))
            let answer = try connection.answer()
            #expect(answer.status == 200)
            #expect(answer.fields["transfer-encoding"] == "chunked")
            #expect(answer.body.contains("hello") && answer.body.contains(" world"))
            #expect(answer.body.hasSuffix("0\r\nX-Sum: 11\r\n\r\n"))
            try await proxied.settled()
        }
    }

    /// Bytes of the large bodies: more with PINGD_LONG_TESTS=1.
    private static var large: Int {
        ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1" ? 1 << 30 : 64 << 20
    }

    @Test(arguments: Proxied.Way.allCases)
    func `a large body comes back whole`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let count = Self.large
            let connection = try RawConnection(proxied.served.address)
            try connection.send(
                Array(
                    ("POST /proxy/node2/echo HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: close\r\nContent-Length: \(count)\r\n\r\n").utf8
                )
            )
            let piece = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 9) }
            sendMeanwhile(piece, times: count >> 20, to: connection)
            try expect(count, of: connection, repeating: piece)
            try await proxied.settled()
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `a large answer comes whole, to a slow reader too`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
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
            try expect(count, of: connection, repeating: [UInt8](repeating: 0, count: 1 << 20))
            try await proxied.settled()
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

    /// What comes is `count` bytes of `piece`, again and again.
    private func expect(
        _ count: Int,
        of connection: RawConnection,
        repeating piece: [UInt8]
    ) throws {
        var head: [UInt8] = []
        var body: Int?
        var isRight = true
        while true {
            let bytes = try connection.receive()
            guard !bytes.isEmpty else { break }
            guard let seen = body else {
                head += bytes
                guard let end = head.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
                body = head.count - end.upperBound
                isRight = head[end.upperBound...].elementsEqual(piece.prefix(body ?? 0))
                continue
            }
            isRight = isRight && Self.compare(bytes, piece, from: seen % piece.count)
            body = seen + bytes.count
        }
        #expect(body == count, "\(String(decoding: head.prefix(500), as: UTF8.self))")
        #expect(isRight)
    }

    /// Whether the bytes are those of the repeated piece from there on; fewer than it has.
    private static func compare(_ bytes: [UInt8], _ piece: [UInt8], from start: Int) -> Bool {
        let first = min(bytes.count, piece.count - start)
        return bytes.withUnsafeBytes { bytes in
            piece.withUnsafeBytes { piece in
                memcmp(bytes.baseAddress!, piece.baseAddress! + start, first) == 0
                    && memcmp(bytes.baseAddress! + first, piece.baseAddress!, bytes.count - first)
                        == 0
            }
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `who waits for 100 Continue gets it, or the refusal without sending a body`(
        way: Proxied.Way
    )
        async throws
    {
        let head = { (path: String) in
            Array(
                ("POST /proxy/node2/\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n").utf8
            )
        }
        try await Proxied.run(over: way) { settings, _ in
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
            try await proxied.settled()
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `the first event arrives before the second is sent`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
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
            try await proxied.settled()
        }
    }

    /// An application that takes of a body no more than it wants, and that when it wants.
    @Test(arguments: Proxied.Way.allCases)
    func `a body waits for a slow application, and comes whole`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
            let connection = try proxied.served.open(
                "POST /proxy/node2/sips",
                fields: ["Content-Length: \(body.count)"]
            )
            sendMeanwhile(body, times: 1, to: connection)
            var found: Upstream.Sips?
            for _ in 0..<30_000 {
                found = proxied.upstream.sips.withLock { $0 }
                guard found == nil else { break }
                _ = poll(nil, 0, 1)
            }
            let sips = try #require(found)
            for wanted in stride(from: 100_000, through: body.count, by: 100_000) {
                sips.take(100_000)
                for _ in 0..<30_000 where sips.taken.value < wanted { _ = poll(nil, 0, 1) }
                // What is read at once is handed on whole.
                #expect((wanted..<wanted + 65_536).contains(sips.taken.value))
            }
            sips.take(1)
            let answer = try connection.answer()
            #expect((answer.status, answer.body) == (200, "\(Upstream.Sips.sum(body))"))
            try await proxied.settled()
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `a client that leaves is told to the application`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
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
            try await proxied.settled()
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `an application that dies in its answer breaks the answer`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let sized = try proxied.served.ask("GET /proxy/node2/dies?100000")
            #expect(sized.status == 200)
            #expect((sized.fields["content-length"], sized.body) == ("100000", "half"))
            let chunked = try proxied.served.ask("GET /proxy/node2/dies")
            #expect(chunked.body == "4\r\nhalf\r\n", "without the last chunk")
            try await proxied.settled()
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

    @Test(arguments: Proxied.Way.allCases)
    func `a thousand at a time are served`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let connections = try (0..<1_000).map { number in
                try proxied.served.open("POST /proxy/node2/echo", body: Array("\(number)".utf8))
            }
            for (number, connection) in connections.enumerated() {
                let answer = try connection.answer()
                #expect((answer.status, answer.body) == (200, "\(number)"))
            }
            try await proxied.settled()
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `what a client sends beyond all reason is no call of its own`(way: Proxied.Way)
        async throws
    {
        try await Proxied.run(over: way) { proxied in
            let connection = try RawConnection(proxied.served.address)
            try connection.send(Array(Self.chunkedPost.utf8))
            // One byte a chunk: frames would take six for each.
            let chunk = Array("1\r\nx\r\n".utf8)
            let many = Array(repeatElement(chunk, count: 100_000).joined())
            sendMeanwhile(many + Array("0\r\n\r\n".utf8), times: 1, to: connection)
            let answer = try connection.answer()
            #expect(answer.status == 200, "\(answer.body.prefix(500))")
            #expect(answer.body.count(where: { $0 == "x" }) == 100_000)
            try await proxied.settled()
        }
    }
}
