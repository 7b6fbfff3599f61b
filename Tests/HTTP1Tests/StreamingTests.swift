// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import HTTP1

/// Answers whose content comes piece by piece.
struct StreamingTests {
    private static let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT"

    /// A connection that has been asked for `request`, and began to stream its answer.
    private struct Streamed: ~Copyable {
        var connection: ServerConnection
        var now = Instant.origin

        init(_ request: String, fields: HeaderFields = ["Content-Type": "text/plain"]) {
            connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
            receive(request)
            let answer = Answer(
                .ok,
                fields: fields,
                body: Array("first".utf8),
                date: Conversation.date
            )
            #expect(connection.stream(answer, at: now) == .wait)
        }

        @discardableResult
        mutating func receive(_ text: String) -> ServerEffect {
            Array(text.utf8).withUnsafeBytes { connection.receive($0, at: now) }
        }

        mutating func send(_ text: String) { connection.send(Array(text.utf8)[...], at: now) }

        var isStreaming: Bool { connection.isStreaming }
        var isIdle: Bool { connection.isIdle }
        var silentEnd: SilentEnd? { connection.silentEnd }

        /// What goes out, all of it taken.
        mutating func taken() -> (text: String, effect: ServerEffect) {
            let bytes = connection.unsent
            let effect = connection.sent(bytes.count, at: now)
            return (String(decoding: bytes, as: UTF8.self), effect)
        }
    }

    @Test func `a client of HTTP 1.1 gets chunks, and may ask again afterwards`() {
        var streamed = Streamed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(
            streamed.taken().text
                == "\(Self.head)\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n"
        )
        streamed.send(String(repeating: "x", count: 0x1A2))
        streamed.send("")
        let piece = "1a2\r\n" + String(repeating: "x", count: 0x1A2) + "\r\n"
        #expect(streamed.taken().text == piece)
        #expect(streamed.connection.endStream(closes: false, at: streamed.now) == .wait)
        #expect(streamed.taken().text == "0\r\n\r\n")
        #expect(streamed.isIdle == true)
        guard case .answer = streamed.receive("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n") else {
            Issue.record("the next request is not looked at")
            return
        }
    }

    @Test func `a client of HTTP 1.0 gets bytes until the close`() {
        var streamed = Streamed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(streamed.taken().text == "\(Self.head)\r\nConnection: close\r\n\r\nfirst")
        streamed.send("second")
        #expect(streamed.taken().text == "second")
        #expect(streamed.connection.endStream(closes: false, at: streamed.now) == .wait)
        #expect(streamed.connection.unsentCount == 0)
        #expect(streamed.connection.demand.ending != .none)
    }

    @Test func `HEAD gets the head of the stream and no stream`() {
        var streamed = Streamed("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(streamed.isStreaming == false)
        #expect(streamed.taken().text == "\(Self.head)\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(streamed.isIdle == true)
    }

    @Test func `a request behind a stream is answered when the stream has ended`() {
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        var streamed = Streamed(request + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = streamed.taken()
        let effect = streamed.connection.endStream(closes: false, at: streamed.now)
        guard case .answer(let head, _) = effect else {
            Issue.record("the next request is not looked at")
            return
        }
        #expect(head.path == "/2")
    }

    @Test func `a stream that ends with a close is chunked to its end`() {
        var streamed = Streamed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = streamed.taken()
        #expect(streamed.connection.endStream(closes: true, at: streamed.now) == .wait)
        #expect(streamed.taken().text == "0\r\n\r\n")
        #expect(streamed.connection.demand.ending == .sending)
    }

    @Test func `a reader that hangs up ends the stream at once`() {
        var streamed = Streamed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(streamed.connection.receiveEnd(at: streamed.now) == .wait)
        #expect(streamed.connection.demand.ending == .both)
        streamed.send("nobody hears this")
        #expect(streamed.isStreaming == false)
    }

    @Test func `a stream without news has no deadline, and one that nobody takes has`() {
        var streamed = Streamed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = streamed.taken()
        #expect(streamed.connection.nextDeadline == nil)
        streamed.now += .seconds(1_000)
        #expect(streamed.connection.advance(to: streamed.now) == .wait)
        #expect(streamed.isStreaming == true)
        streamed.send("news")
        #expect(streamed.connection.nextDeadline == streamed.now + .seconds(30))
        streamed.now += .seconds(30)
        #expect(streamed.connection.advance(to: streamed.now) == .wait)
        #expect(streamed.silentEnd == .writeStall)
        #expect(streamed.connection.demand.ending == .both)
    }

    @Test func `a stream that waits for its reader keeps no more storage than it needs`() {
        var streamed = Streamed("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        var buffers = ConnectionBuffers()
        streamed.send(String(repeating: "x", count: 200_000))
        _ = streamed.connection.sent(streamed.connection.unsentCount - 7, at: streamed.now)
        streamed.connection.giveBack(to: &buffers)
        #expect(streamed.connection.output.capacity < 1_024)
        #expect(String(decoding: streamed.connection.unsent, as: UTF8.self) == "xxxxx\r\n")
        _ = streamed.taken()
        streamed.connection.giveBack(to: &buffers)
        #expect(streamed.connection.output.capacity == 0)
    }

    @Test func `nothing of an answer's own length or framing is said beside the chunks`() {
        var streamed = Streamed(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            fields: ["Content-Length": "5", "Transfer-Encoding": "gzip"]
        )
        let text = streamed.taken().text
        #expect(!text.contains("Content-Length"))
        #expect(text.contains("Transfer-Encoding: chunked\r\n"))
        #expect(!text.contains("gzip"))
    }
}
