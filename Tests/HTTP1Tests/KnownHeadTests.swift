// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import HTTPVectors
import Testing

/// Heads that come again byte for byte.
struct KnownHeadTests {
    private func head(_ text: String) throws -> RequestHead {
        var conversation = Conversation()
        conversation.receive(text)
        let head = conversation.firstHead
        return try #require(head)
    }

    private func begins(_ head: RequestHead, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { head.begins($0) }
    }

    @Test(arguments: Vector.all)
    func `a case whose first head is known gives the same answers`(vector: Vector) {
        var whole = Conversation()
        whole.receive(vector.request)
        guard let head = whole.firstHead, begins(head, vector.request) else { return }
        var again = Conversation()
        again.receive(vector.request, beginningWith: head)
        #expect(again.transcript == vector.events)
        #expect(again.output == whole.output)
    }

    @Test func `some cases have a head that is known again`() {
        let known = Vector.all.filter { vector in
            var whole = Conversation()
            whole.receive(vector.request)
            return whole.firstHead.map { begins($0, vector.request) } ?? false
        }
        #expect(known.count > 30)
    }

    @Test func `a head is known by every one of its bytes`() throws {
        let text = "GET /members HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer s3cret\r\n\r\n"
        let head = try head(text)
        let bytes = Array(text.utf8)
        #expect(begins(head, bytes))
        #expect(begins(head, bytes + Array("GET".utf8)))
        #expect(!begins(head, bytes.dropLast()))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!begins(head, other), "byte \(index)")
        }
    }

    @Test func `a head whose Host the target has replaced is never known again`() throws {
        let text = "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"
        let head = try head(text)
        #expect(head.byteCount == nil)
        #expect(!begins(head, Array((text + "Hostb").utf8)))
    }

    @Test func `in the midst of a head nothing is known`() throws {
        let text = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
        let head = try head(text)
        var conversation = Conversation()
        conversation.receive("GET / HTTP/1.1\r\nHost: a\r\nA: ")
        conversation.receive(Array(text.utf8), beginningWith: head)
        var plain = Conversation()
        plain.receive("GET / HTTP/1.1\r\nHost: a\r\nA: " + text)
        #expect(conversation.transcript == plain.transcript)
    }

    @Test func `large bodies of pipelined requests go out in order`() {
        let get = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        var effect = (get + get + get).withUnsafeBytes { connection.receive($0, at: .origin) }
        for (letter, size) in [("a", 10_000), ("b", 3), ("c", 20_000)] {
            guard case .answer = effect else {
                Issue.record("a request is missing")
                return
            }
            let body = Array(String(repeating: letter, count: size).utf8)
            let answer = Answer(.ok, body: body, date: Conversation.date)
            effect = connection.respond(answer, at: .origin)
        }
        var output: [UInt8] = []
        while connection.unsentCount > 0 {
            let piece = connection.unsent.prefix(777)
            output += piece
            _ = connection.sent(piece.count, at: .origin)
        }
        let bodies = String(decoding: output, as: UTF8.self).split(separator: "\r\n\r\n")
        #expect(bodies.count == 4)
        #expect(bodies[1].hasPrefix(String(repeating: "a", count: 10_000) + "HTTP/1.1 200 OK"))
        #expect(bodies[2].hasPrefix("bbbHTTP/1.1 200 OK"))
        #expect(bodies[3] == String(repeating: "c", count: 20_000)[...])
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n",
        "HEAD / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nConnection: close\r\n",
    ])
    func `a prepared answer has the same bytes`(start: String) {
        let end: HeaderFields = ["Connection": "close"]
        let some: HeaderFields = ["ETag": "\"7\"", "Date": "x", "A": "b\u{1}"]
        for (status, fields, size) in [
            (HTTPStatus.ok, some, 1), (.ok, some, 0), (.ok, [:], 20_000), (.notModified, some, 0),
            (.noContent, [:], 3), (.notFound, end, 7),
        ] {
            let body = [UInt8](repeating: 0x61, count: size)
            func output(_ prepared: PreparedAnswer?) -> [UInt8] {
                var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
                let get = Array((start + "Host: a\r\n\r\n").utf8)
                _ = get.withUnsafeBytes { connection.receive($0, at: .origin) }
                let (id, date) = ("i", Conversation.date)
                if let prepared {
                    _ = connection.respond(prepared, requestID: id, date: date, at: .origin)
                } else {
                    let answer = Answer(
                        status,
                        fields: fields,
                        body: body,
                        requestID: id,
                        date: date
                    )
                    _ = connection.respond(answer, at: .origin)
                }
                let isClosing = connection.demand.ending != .none
                return connection.unsent + [isClosing ? 1 : 0]
            }
            let prepared = PreparedAnswer(status, fields: fields, body: body)
            #expect(output(prepared) == output(nil), "\(status.code), \(size) bytes")
        }
    }
}
