// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Journal
import Testing

@testable import Gateway

/// Named consumers of a journal's inbox, over HTTP.
@Suite(.timeLimit(.minutes(5))) struct ConsumerTests {
    struct Leased: Decodable {
        struct Message: Decodable {
            var seq: UInt64
            var attempt: Int
            var text: String?
        }
        var consumer: String
        var messages: [Message]
        var behind: UInt64
        var lost: UInt64
        var dead: Int
    }

    struct Ack: Decodable {
        var acknowledged: Int
        var unknown: [UInt64]
    }

    struct Dead: Decodable {
        struct Letter: Decodable {
            var number: UInt64
            var consumer: String
            var attempts: Int
            var message: MessageBody
        }
        var letters: [Letter]
    }

    struct Standing: Decodable, Equatable {
        struct Consumer: Decodable, Equatable {
            var name: String
            var next: UInt64
            var leased: Int
            var behind: UInt64
        }
        var consumers: [Consumer]
    }

    private func with(
        _ change: (inout JournalLimits) -> Void = { _ in },
        _ body: (Station) async throws -> Void
    ) async throws {
        let folder = try DataFolder()
        let journal = try folder.open(change)
        let station = try await Station.start("node1", journal: journal)
        try await body(station)
        await station.stop()
        await journal.close()
    }

    /// A message to itself, which is in the inbox when this returns.
    private func send(_ text: String, _ station: Station) throws {
        let before = try newest(station)
        let body = Array(#"{"to":"node1","text":"\#(text)"}"#.utf8)
        #expect(
            try station.served.ask(
                "POST /send",
                fields: ["Content-Type: application/json"],
                body: body
            ).status == 200
        )
        let page: MessagesBody = try station.served.ask("GET /messages?after=\(before)&wait=60s")
            .decoded()
        #expect(page.messages.map(\.text) == [text])
    }

    private func newest(_ station: Station) throws -> UInt64 {
        let page: MessagesBody = try station.served.ask("GET /messages?limit=1000").decoded()
        return page.next - 1
    }

    private func lease(_ query: String, _ station: Station) throws -> Leased {
        let answer = try station.served.ask("GET /messages?\(query)")
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.decoded()
    }

    private func ack(_ sequences: [UInt64], _ name: String, _ station: Station) throws -> Ack {
        let body = Array(#"{"consumer":"\#(name)","seqs":\#(sequences)}"#.utf8)
        let answer = try station.served.ask(
            "POST /messages/ack",
            fields: ["Content-Type: application/json"],
            body: body
        )
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.decoded()
    }

    @Test func `each message is handed out once, and again when its lease has ended`() async throws
    {
        try await with { station in
            for text in ["a", "b", "c"] { try send(text, station) }
            let first = try lease("consumer=jobs&limit=2&lease=1s", station)
            #expect(first.messages.map(\.text) == ["a", "b"])
            #expect(first.messages.map(\.attempt) == [1, 1])
            #expect((first.behind, first.lost, first.dead) == (1, 0, 0))
            #expect(try ack([first.messages[0].seq], "jobs", station).acknowledged == 1)
            #expect(try lease("consumer=jobs", station).messages.map(\.text) == ["c"])
            // Waits for what the first has not acknowledged.
            let again = try lease("consumer=jobs&wait=60s", station)
            #expect(again.messages.map(\.text) == ["b"])
            #expect(again.messages.map(\.attempt) == [2])
            // Another name has all of them for itself.
            #expect(try lease("consumer=log", station).messages.map(\.text) == ["a", "b", "c"])
            let unknown = try ack([7], "jobs", station)
            #expect((unknown.acknowledged, unknown.unknown) == (0, [7]))
        }
    }

    @Test func `who waits gets the next message, and each goes to one`() async throws {
        try await with { station in
            let one = try station.served.open("GET /messages?consumer=jobs&wait=60s&limit=1")
            let two = try station.served.open("GET /messages?consumer=jobs&wait=60s&limit=1")
            for text in ["a", "b"] { try send(text, station) }
            let texts = try [one.answer(), two.answer()].flatMap {
                try $0.decoded(Leased.self).messages.map(\.text)
            }
            #expect(Set(texts) == ["a", "b"])
            #expect(try lease("consumer=jobs&wait=1ms", station).messages.isEmpty)
        }
    }

    @Test func `what nobody acknowledges becomes a dead letter`() async throws {
        try await with({ $0.deliveryAttempts = 2 }) { station in
            try send("poison", station)
            for attempt in 1...2 {
                let lease = try lease("consumer=jobs&lease=1s&wait=60s", station)
                #expect(lease.messages.map(\.attempt) == [attempt])
            }
            // When the last lease has ended it is given to nobody any more, and that is said.
            let end = try lease("consumer=jobs&wait=60s", station)
            #expect((end.messages.count, end.dead) == (0, 1))
            var dead: Dead = try station.served.ask("GET /messages/dead").decoded()
            #expect(dead.letters.map(\.message.text) == ["poison"])
            #expect(dead.letters.map(\.attempts) == [2])
            let number = try #require(dead.letters.first?.number)
            #expect(try station.served.ask("DELETE /messages/dead/\(number)").status == 204)
            #expect(try station.served.ask("DELETE /messages/dead/\(number)").status == 404)
            dead = try station.served.ask("GET /messages/dead?consumer=jobs").decoded()
            #expect(dead.letters.isEmpty)
        }
    }

    @Test func `consumers are listed, and forgotten when they are not needed`() async throws {
        try await with { station in
            try send("a", station)
            _ = try lease("consumer=jobs", station)
            _ = try lease("consumer=late&start=next", station)
            try send("b", station)
            let next = try newest(station) + 1
            let standing: Standing = try station.served.ask("GET /consumers").decoded()
            #expect(
                standing.consumers == [
                    .init(name: "jobs", next: next - 1, leased: 1, behind: 1),
                    .init(name: "late", next: next - 1, leased: 0, behind: 1),
                ]
            )
            #expect(try station.served.ask("DELETE /consumers/jobs").status == 204)
            let none = try station.served.ask("DELETE /consumers/jobs")
            #expect(none.status == 404)
            #expect(try none.decoded(ProblemBody.self).code == "unknown-consumer")
        }
    }

    @Test(arguments: [
        ("consumer=", "consumer"), ("consumer=a&lease=0s", "lease"), ("lease=30s", "lease"),
        ("consumer=a&after=3", "after"), ("consumer=a&start=now", "start"),
        ("consumer=a&limit=0", "limit"), ("consumer=a%0Ab", "consumer"),
    ])
    func `what a consumer cannot mean is refused`(query: String, field: String) async throws {
        try await with { station in
            let answer = try station.served.ask("GET /messages?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).field == field)
        }
    }

    @Test func `without a journal there are no consumers, and the node says what to do`()
        async throws
    {
        try await ServedNode.run { served in
            for line in ["GET /messages?consumer=a", "GET /consumers", "GET /messages/dead"] {
                let answer = try served.ask(line)
                #expect(answer.status == 409)
                let problem = try answer.decoded(ProblemBody.self)
                #expect(problem.code == "no-journal")
                #expect(problem.detail.contains("--data-dir"))
            }
        }
    }
}
