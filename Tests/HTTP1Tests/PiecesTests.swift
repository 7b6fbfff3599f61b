// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import HTTP1

/// Requests whose body is handed on in pieces, and answers that begin meanwhile.
struct PiecesTests {
    /// A connection that was asked for `request`, whose body is to come in pieces.
    private struct Piecewise: ~Copyable {
        var connection: ServerConnection
        var now = Instant.origin
        var output = ""

        init(_ request: String, limits: HTTPLimits = HTTPLimits()) {
            connection = ServerConnection(limits: SharedLimits(limits), at: .origin)
            guard case .decide = receive(request) else {
                Issue.record("no decision is asked for")
                return
            }
            connection.proceedInPieces(at: now)
        }

        @discardableResult
        mutating func receive(_ text: String) -> ServerEffect {
            Array(text.utf8).withUnsafeBytes { connection.receive($0, at: now) }
        }

        mutating func want(_ bytes: Int) { connection.want(bytes, at: now) }

        mutating func next() -> BodyPiece? { connection.nextPiece(at: now) }

        /// What goes out, all of it taken.
        mutating func taken() -> String {
            let bytes = connection.unsent
            _ = connection.sent(bytes.count, at: now)
            return String(decoding: bytes, as: UTF8.self)
        }

        mutating func answer(_ status: HTTPStatus = .ok) -> ServerEffect {
            connection.respond(Answer(status, date: Conversation.date), at: now)
        }

        mutating func stream(_ fields: HeaderFields = [:], length: Int? = nil) -> ServerEffect {
            let answer = Answer(.ok, fields: fields, date: Conversation.date)
            return connection.stream(answer, length: length, at: now)
        }

        mutating func send(_ text: String) { connection.send(Array(text.utf8)[...], at: now) }

        mutating func end(_ trailers: HeaderFields = [:]) -> ServerEffect {
            connection.endStream(trailers: trailers, closes: false, at: now)
        }

        var isIdle: Bool { connection.isIdle }
        var demand: SocketDemand { connection.demand }
        var deadline: Instant? { connection.nextDeadline }
    }

    private static func content(_ text: String) -> BodyPiece { .content(Array(text.utf8)) }
    private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func sized(_ count: Int, _ fields: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\(fields)\r\n"
    }

    @Test func `pieces come as they are wanted, and then the trailers`() {
        var one = Piecewise(Self.chunked + "3\r\nabc\r\n")
        #expect(one.next() == nil, "nothing is wanted yet")
        one.want(100)
        #expect(one.next() == Self.content("abc"))
        #expect(one.next() == nil)
        one.receive("2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n")
        #expect(one.next() == Self.content("de"))
        #expect(one.next() == .end(trailers: ["X-Sum": "5"]))
        #expect(one.next() == nil)
        _ = one.answer()
        #expect(one.taken().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(one.isIdle == true)
    }

    @Test func `what is not wanted is left with the system`() {
        var one = Piecewise(Self.sized(1_000_000))
        one.want(1_000)
        one.receive(String(repeating: "x", count: 1_000))
        guard case .content(let bytes) = one.next() else {
            Issue.record("no content")
            return
        }
        #expect(bytes.count == 1_000)
        one.receive(String(repeating: "x", count: 20_000))
        #expect(one.next() == nil)
        #expect(one.demand.reads == false)
        #expect(one.deadline == nil, "whoever is held back is not late")
        one.want(1)
        guard case .content(let more) = one.next() else {
            Issue.record("no content")
            return
        }
        #expect(more.count == 20_000)
        #expect(one.demand.reads == true)
    }

    @Test func `a body above the limit of whole ones is handed on, and refused as a whole one`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        var one = Piecewise(Self.sized(11), limits: limits)
        one.want(100)
        one.receive("hello world")
        #expect(one.next() == Self.content("hello world"))
        #expect(one.next() == .end(trailers: [:]))

        var whole = ServerConnection(limits: SharedLimits(limits), at: .origin)
        let request = Array(Self.sized(11).utf8)
        guard case .decide = request.withUnsafeBytes({ whole.receive($0, at: .origin) }) else {
            Issue.record("no decision is asked for")
            return
        }
        #expect(whole.proceed(at: .origin) == .refuse(.bodyTooLarge(limit: 10)))
    }

    @Test func `who waits for 100 Continue is told when the body is wanted`() {
        var one = Piecewise(Self.sized(2, "Expect: 100-continue\r\n"))
        #expect(one.taken().isEmpty)
        one.want(10)
        #expect(one.taken() == "HTTP/1.1 100 Continue\r\n\r\n")
        one.want(10)
        #expect(one.taken().isEmpty, "once")
        one.receive("ab")
        #expect(one.next() == Self.content("ab"))
    }

    @Test func `who is refused before 100 Continue is not waited for`() {
        var one = Piecewise(Self.sized(2, "Expect: 100-continue\r\n"))
        #expect(one.answer(.notFound) == .wait)
        #expect(one.taken().contains("Connection: close\r\n"))
        #expect(one.demand.ending == .sending)
    }

    @Test func `an answer before the body has come lets the rest pass`() {
        var one = Piecewise(Self.sized(5) + "ab")
        _ = one.answer(.notFound)
        #expect(!one.taken().contains("Connection: close"))
        #expect(one.isIdle == false)
        one.receive("cde")
        #expect(one.isIdle == true)
        guard case .answer = one.receive("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n") else {
            Issue.record("the next request is not looked at")
            return
        }
    }

    @Test func `an answer before a body that is too large to pass closes`() {
        var one = Piecewise(Self.sized(2_000_000) + "ab")
        _ = one.answer(.notFound)
        #expect(one.taken().contains("Connection: close\r\n"))
        #expect(one.demand.ending == .sending)
    }

    @Test func `body and answer may be under way at once`() {
        var one = Piecewise(Self.chunked)
        one.want(1_000)
        one.receive("1\r\na\r\n")
        #expect(one.next() == Self.content("a"))
        #expect(one.stream() == .wait)
        one.send("A")
        #expect(one.taken().hasSuffix("\r\n\r\n1\r\nA\r\n"))
        one.receive("1\r\nb\r\n0\r\n\r\n")
        #expect(one.next() == Self.content("b"))
        #expect(one.next() == .end(trailers: [:]))
        one.send("B")
        _ = one.end(["X-Sum": "2", "Content-Length": "9"])
        #expect(one.taken() == "1\r\nB\r\n0\r\nX-Sum: 2\r\n\r\n")
        #expect(one.isIdle == true)
    }

    @Test func `an answer of known length says it and needs no chunks`() {
        var one = Piecewise(Self.sized(1) + "a")
        _ = one.stream(length: 5)
        one.send("hello")
        _ = one.end()
        let text = one.taken()
        #expect(text.contains("Content-Length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\nhello"))
        #expect(!text.contains("chunked"))
    }

    @Test func `too much or too little for the length that was said closes`() {
        for content in ["hell", "hello!"] {
            var one = Piecewise(Self.chunked + "0\r\n\r\n")
            one.want(1)
            #expect(one.next() == .end(trailers: [:]))
            _ = one.stream(length: 5)
            one.send(content)
            _ = one.end()
            #expect(one.taken().hasSuffix("\r\n\r\n" + content.prefix(5)))
            #expect(one.demand.ending != .none)
        }
    }

    @Test func `a stream that breaks closes without its last chunk`() {
        var one = Piecewise(Self.chunked)
        _ = one.stream()
        one.send("abc")
        one.connection.breakStream(at: one.now)
        #expect(one.taken().hasSuffix("\r\n\r\n3\r\nabc\r\n"))
        #expect(one.demand.ending == .both)
    }

    @Test func `a body that cannot be read is refused, or ends the answer`() {
        var one = Piecewise(Self.chunked + "x\r\n")
        one.want(1)
        #expect(one.next() == .failed(.badRequest(.chunkSize)))
        _ = one.answer(.badRequest)
        #expect(one.taken().contains("Connection: close\r\n"))

        var late = Piecewise(Self.chunked)
        late.want(1)
        _ = late.stream()
        late.receive("x\r\n")
        #expect(late.next() == .failed(.badRequest(.chunkSize)))
    }

    @Test func `a body that stands still is late`() {
        var one = Piecewise(Self.chunked + "1\r\na\r\n")
        #expect(one.deadline == nil)
        one.want(10)
        #expect(one.next() == Self.content("a"))
        one.now += .seconds(10)
        #expect(one.connection.advance(to: one.now) == .refuse(.timeout))

        var answered = Piecewise(Self.chunked)
        answered.want(10)
        _ = answered.stream()
        _ = answered.taken()
        answered.now += .seconds(10)
        #expect(answered.connection.advance(to: answered.now) == .wait)
        #expect(answered.demand.ending == .both)
    }

    @Test func `the date of who made an answer stays`() {
        var one = Piecewise(Self.sized(1) + "a")
        var answer = Answer(
            .ok,
            fields: ["Date": "Mon, 01 Jan 2024 00:00:00 GMT"],
            date: Conversation.date
        )
        answer.isRelayed = true
        _ = one.connection.stream(answer, length: 0, at: one.now)
        let text = one.taken()
        #expect(text.contains("\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"))
        #expect(text.ranges(of: "Date:").count == 1)
    }
}
