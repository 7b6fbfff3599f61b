// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Messaging
import Testing

@testable import Gateway
@testable import Memberlist

/// How far a message has come: in the answer, in `GET /send/{id}`, and as events.
@Suite(.timeLimit(.minutes(1))) struct ReceiptTests {
    private static func delivery(
        _ name: String,
        _ status: DeliveryStatus,
        confirmable: Bool = true
    ) -> Delivery {
        Delivery(
            recipient: name,
            path: confirmable ? .lane : .stream,
            bytes: 1,
            elapsed: .zero,
            status: status,
            isConfirmable: confirmable,
            failure: status == .failed ? .timedOut : nil
        )
    }

    private func send(
        _ deliveries: [Delivery],
        _ body: String = #"{"text":"x","wait":"delivered"}"#,
        _ look: (ServedNode, RawConnection.Answer) throws -> Void
    ) async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .success(deliveries) }
            try look(served, try served.post(body))
        }
    }

    @Test func `wait is what the node is told to confirm`() async throws {
        try await ServedNode.run { served in
            _ = try served.post(#"{"text":"x","wait":"delivered"}"#)
            #expect(served.node.lastOrder?.confirm == .delivered)
            _ = try served.post(#"{"text":"x"}"#)
            #expect(served.node.lastOrder?.confirm == .sent)
            let raw = ["Content-Type: application/octet-stream"]
            _ = try served.ask("POST /send?wait=delivered", fields: raw, body: [1])
            #expect(served.node.lastOrder?.confirm == .delivered)
        }
    }

    @Test func `the answer is 202 as long as somebody who confirms has not`() async throws {
        let copies = [
            Self.delivery("a", .delivered), Self.delivery("b", .sent),
            Self.delivery("c", .sent, confirmable: false), Self.delivery("d", .failed),
        ]
        try await send(copies) { _, answer in
            #expect(answer.status == 202)
            let body: SendResultBody = try answer.decoded()
            #expect(body.sent == 3 && body.delivered == 1)
            #expect(body.failed == 1 && body.pending == 1)
            #expect(body.results.map(\.confirmable) == [true, true, false, true])
        }
        try await send(copies, #"{"text":"x"}"#) { _, answer in #expect(answer.status == 200) }
        try await send([copies[0], copies[2]]) { _, answer in #expect(answer.status == 200) }
        try await send([copies[3]]) { _, answer in #expect(answer.status == 502) }
    }

    @Test func `what a copy comes to is known later, and nothing goes back`() async throws {
        try await send([Self.delivery("b", .sent)]) { served, answer in
            let id = try answer.decoded(SendResultBody.self).id
            let before: SendResultBody = try served.ask("GET /send/\(id)").decoded()
            #expect(before.results[0].status == "sent" && before.pending == 1)
            let progress = try #require(served.node.lastOrder?.progress)
            progress(0, Self.delivery("b", .delivered))
            progress(0, Self.delivery("b", .failed))
            progress(7, Self.delivery("b", .failed))
            let after = try served.ask("GET /send/\(id)")
            #expect(after.status == 200)
            let body: SendResultBody = try after.decoded()
            #expect(body.results[0].status == "delivered" && body.delivered == 1)
            #expect(body.pending == 0)
            #expect(served.feed.start(after: 0).place == 0)
            var (place, content): (UInt64, [UInt8]) = (0, [])
            _ = served.feed.read(from: &place, .all, into: &content, room: 10_000)
            let text = String(decoding: content, as: UTF8.self)
            #expect(text.matches(of: #/event: receipt\n/#).count == 1, "\(text)")
            #expect(text.contains(id) && text.contains(#""status":"delivered""#))
        }
    }

    @Test func `a send that asks for no receipt makes no event`() async throws {
        try await send([Self.delivery("b", .sent)], #"{"text":"x"}"#) { served, _ in
            served.node.lastOrder?.progress?(0, Self.delivery("b", .delivered))
            var (place, content): (UInt64, [UInt8]) = (0, [])
            _ = served.feed.read(from: &place, .all, into: &content, room: 10_000)
            #expect(content.isEmpty)
        }
    }

    @Test func `a message that nobody knows is 404`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /send/01M81B7BV0ZN5FAHMQ2S0N5T2Q")
            #expect(answer.status == 404)
            #expect(try answer.decoded(ProblemBody.self).code == "unknown-message")
            #expect(try served.ask("GET /send/x?y=1").status == 400)
        }
    }

    @Test(arguments: [
        (#"{"text":"x","wait":"read"}"#, "wait"), (#"{"text":"x","wait":1}"#, "wait"),
        (#"{"text":"x","wait":"delivered","reliable":false}"#, "wait"),
    ])
    func `a wait that cannot be is refused by name`(body: String, field: String) async throws {
        try await ServedNode.run { served in
            let answer = try served.post(body)
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).field == field)
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test func `the oldest messages make room, by number and by bytes`() {
        var book = SendBook(SendBook.Limits(messages: 2, bytes: 100_000))
        for id in ["1", "2", "3"] {
            book.keep(SentMessage(id: id, confirm: .sent, isTold: false, copies: []))
        }
        #expect(book["1"] == nil && book["2"] != nil && book.count == 2 && book.forgotten == 1)
        var small = SendBook(SendBook.Limits(messages: 9, bytes: 300))
        small.keep(SentMessage(id: "1", confirm: .sent, isTold: false, copies: []))
        small.keep(SentMessage(id: "2", confirm: .sent, isTold: false, copies: []))
        #expect(small["1"] == nil && small["2"] != nil && small.bytes == 256)
    }

    @Test func `ids that end alike are told apart`() {
        var book = SendBook()
        let (one, other) = (
            "0" + String(repeating: "7", count: 25), String(repeating: "7", count: 26)
        )
        book.keep(SentMessage(id: one, confirm: .sent, isTold: false, copies: []))
        #expect(book[one] != nil && book[other] == nil && book["7"] == nil && book[""] == nil)
        #expect(book.update(other, 0, RecipientResultBody(Self.delivery("b", .sent))) == nil)
    }
}
