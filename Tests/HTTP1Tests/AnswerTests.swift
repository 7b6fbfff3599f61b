// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Testing

/// The bytes of responses.
struct AnswerTests {
    private func output(_ request: String, _ answer: Answer) -> String {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        _ = Array(request.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
        _ = connection.respond(answer, at: .origin)
        return String(decoding: connection.unsent, as: UTF8.self)
    }

    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func `a response has the handler's fields and the server's`() {
        let answer = Answer(
            .notFound,
            fields: ["Content-Type": "text/plain", "ETag": "\"1\""],
            body: Array("gone".utf8),
            requestID: "id-1",
            date: Conversation.date
        )
        #expect(
            output(get, answer) == "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
                + "ETag: \"1\"\r\n" + date + "X-Request-Id: id-1\r\nContent-Length: 4\r\n\r\ngone"
        )
    }

    @Test func `HEAD gets the length and no content, for errors too`() {
        let head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
        let answer = Answer(.notFound, body: Array("gone".utf8), date: Conversation.date)
        #expect(
            output(head, answer)
                == "HTTP/1.1 404 Not Found\r\n" + date + "Content-Length: 4\r\n\r\n"
        )
        let broken = "HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
        #expect(output(broken, answer).hasSuffix("Content-Length: 4\r\nConnection: close\r\n\r\n"))
    }

    @Test(arguments: [UInt16(204), 304])
    func `a status without content has no length`(code: UInt16) {
        let answer = Answer(HTTPStatus(code), body: [1, 2, 3], date: Conversation.date)
        #expect(output(get, answer).hasSuffix(date + "\r\n"))
    }

    @Test func `a line end in a value cannot begin a field`() {
        let answer = Answer(
            .ok,
            fields: ["X-Name": "a\r\nSet-Cookie: b\0c", "Bad Name": "1", "": "2"],
            date: Conversation.date
        )
        #expect(
            output(get, answer) == "HTTP/1.1 200 OK\r\nX-Name: a  Set-Cookie: b c\r\n" + date
                + "Content-Length: 0\r\n\r\n"
        )
    }

    @Test func `framing is the server's to say`() {
        let answer = Answer(
            .ok,
            fields: [
                "content-length": "99", "Transfer-Encoding": "chunked", "DATE": "now",
                "X-Request-ID": "mine",
            ],
            date: Conversation.date
        )
        #expect(output(get, answer) == "HTTP/1.1 200 OK\r\n" + date + "Content-Length: 0\r\n\r\n")
    }

    @Test func `a handler may close the connection`() {
        let answer = Answer(.ok, fields: ["Connection": "close"], date: Conversation.date)
        #expect(output(get, answer).hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    @Test func `an HTTP/1.0 client is told that its connection stays`() {
        let answer = Answer(.ok, date: Conversation.date)
        let stays = output("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", answer)
        #expect(stays.hasSuffix("Content-Length: 0\r\nConnection: keep-alive\r\n\r\n"))
        let closes = output("GET / HTTP/1.0\r\n\r\n", answer)
        #expect(closes.hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    @Test func `a refusal before the body is answered at once and the body dropped`() {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        func feed(_ text: String) -> ServerEffect {
            Array(text.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
        }
        guard case .decide = feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        else {
            Issue.record("no head")
            return
        }
        #expect(
            connection.respond(Answer(.unauthorized, date: Conversation.date), at: .origin) == .wait
        )
        #expect(connection.unsentCount > 0)
        guard case .answer(let next, body: []) = feed("llo" + get) else {
            Issue.record("no request behind the body")
            return
        }
        #expect(next.path == "/")
    }

    @Test func `a body that is dropped may be broken, and is then the last`() {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        _ = Array(head.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
        _ = connection.respond(Answer(.unauthorized, date: Conversation.date), at: .origin)
        let broken = Array(("zz\r\n" + get).utf8)
        #expect(broken.withUnsafeBytes { connection.receive($0, at: .origin) } == .wait)
        _ = connection.sent(connection.unsentCount, at: .origin)
        #expect(connection.demand.ending == .sending)
    }

    @Test func `an answer that nobody asked for is ignored`() {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        #expect(connection.respond(Answer(.ok, date: Conversation.date), at: .origin) == .wait)
        #expect(connection.proceed(at: .origin) == .wait)
        #expect(connection.unsentCount == 0)
    }
}
