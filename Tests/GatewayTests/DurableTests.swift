// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Glibc
import Journal
import Memberlist
import Testing

@testable import Gateway

/// Messages that are kept: in the outbox of one real node, and in the inbox of another.
@Suite(.timeLimit(.minutes(5))) struct DurableTests {
    private func post(_ body: String, _ station: Station) throws -> RawConnection.Answer {
        try station.served.ask(
            "POST /send",
            fields: ["Content-Type: application/json"],
            body: Array(body.utf8)
        )
    }

    private func texts(_ station: Station, after: UInt64 = 0) throws -> [String?] {
        let page: MessagesBody = try station.served.ask("GET /messages?after=\(after)&limit=1000")
            .decoded()
        return page.messages.map(\.text)
    }

    /// Asks until nothing is under way any more.
    private func settled(_ id: String, _ station: Station) throws -> SendResultBody {
        for _ in 0..<30_000 {
            let report: SendResultBody = try station.served.ask("GET /send/\(id)").decoded()
            if report.pending == 0 { return report }
            _ = poll(nil, 0, 1)
        }
        throw Waited()
    }

    private struct Waited: Error {}

    @Test(arguments: [[], [[UInt8](repeating: 7, count: 32)]])
    func `what is confirmed is in the inbox after a restart, each message once`(keys: [[UInt8]])
        async throws
    {
        let folder = try DataFolder()
        let one = try await Station.start("node1", keys: keys)
        var journal = try folder.open()
        var two = try await Station.start(
            "node2",
            keys: keys,
            join: [one.node.boundAddress],
            journal: journal
        )
        one.sees("node2")
        for text in ["a", "b"] {
            let body = #"{"to":"node2","text":"\#(text)","wait":"delivered","timeout":"60s"}"#
            let answer = try post(body, one)
            #expect(answer.status == 200, "\(answer.body)")
        }
        #expect(try texts(two) == ["a", "b"])
        await two.stop()
        await journal.close()
        journal = try folder.open()
        two = try await Station.start(
            "node2",
            keys: keys,
            join: [one.node.boundAddress],
            journal: journal
        )
        #expect(try texts(two) == ["a", "b"])
        two.sees("node1", as: .alive)
        one.sees("node2", as: .alive)
        let body = #"{"to":"node2","text":"c","wait":"delivered","timeout":"60s"}"#
        let answer = try post(body, one)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(try texts(two) == ["a", "b", "c"])
        await one.stop()
        await two.stop()
        await journal.close()
    }

    @Test func `a durable message waits for a member that is away`() async throws {
        let (oneFolder, twoFolder) = (try DataFolder(), try DataFolder())
        let (oneJournal, twoJournal) = (try oneFolder.open(), try twoFolder.open())
        let one = try await Station.start("node1", journal: oneJournal)
        var two = try await Station.start("node2", join: [one.node.boundAddress])
        one.sees("node2")
        let port = two.node.boundAddress.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        await two.stop()
        one.sees("node2", as: .dead)
        let answer = try post(#"{"to":"node2","text":"kept","durable":true}"#, one)
        #expect(answer.status == 202, "\(answer.body)")
        let result: SendResultBody = try answer.decoded()
        #expect((result.pending, result.results[0].status) == (1, "queued"))
        #expect(result.results[0].via == "outbox")
        two = try await Station.start(
            "node2",
            join: [one.node.boundAddress],
            port: port,
            journal: twoJournal
        )
        let report = try settled(result.id, one)
        #expect((report.delivered, report.results[0].status) == (1, "delivered"))
        #expect(try texts(two) == ["kept"])
        await one.stop()
        await two.stop()
        await oneJournal.close()
        await twoJournal.close()
    }

    @Test func `the outbox goes on after a restart of the sender, and its ids are known`()
        async throws
    {
        let folder = try DataFolder()
        var journal = try folder.open()
        let two = try await Station.start("node2")
        var one = try await Station.start("node1", join: [two.node.boundAddress], journal: journal)
        one.sees("node2")
        let first = try post(#"{"to":"node2","text":"1","durable":true,"wait":"delivered"}"#, one)
        #expect(first.status == 200, "\(first.body)")
        await two.stop()
        one.sees("node2", as: .dead)
        let second: SendResultBody = try post(#"{"to":"node2","text":"2","durable":true}"#, one)
            .decoded()
        await one.stop()
        await journal.close()
        journal = try folder.open()
        let three = try await Station.start("node2")
        one = try await Station.start("node1", join: [three.node.boundAddress], journal: journal)
        let report = try settled(second.id, one)
        #expect(report.results.map(\.status) == ["delivered"])
        #expect(try texts(three) == ["2"])
        await one.stop()
        await three.stop()
        await journal.close()
    }

    @Test func `a member without lanes is sent the message, and confirms nothing`() async throws {
        let folder = try DataFolder()
        let journal = try folder.open()
        let two = try await Station.start("node2", lanes: false)
        let one = try await Station.start("node1", join: [two.node.boundAddress], journal: journal)
        one.sees("node2")
        let answer = try post(
            #"{"to":"node2","text":"x","durable":true,"wait":"delivered","timeout":"60s"}"#,
            one
        )
        #expect(answer.status == 200, "\(answer.body)")
        let result: SendResultBody = try answer.decoded()
        #expect(result.results.map(\.status) == ["sent"])
        #expect(result.results.map(\.confirmable) == [false])
        let page: MessagesBody = try two.served.ask("GET /messages?wait=60s").decoded()
        #expect(page.messages.map(\.text) == ["x"])
        await one.stop()
        await two.stop()
        await journal.close()
    }

    @Test func `a durable message that nobody takes in time has failed`() async throws {
        let folder = try DataFolder()
        let journal = try folder.open()
        let one = try await Station.start("node1", journal: journal)
        let two = try await Station.start("node2", join: [one.node.boundAddress])
        one.sees("node2")
        await two.stop()
        one.sees("node2", as: .dead)
        let answer = try post(
            #"{"to":"node2","text":"x","durable":true,"ttl":"1s","wait":"sent","timeout":"60s"}"#,
            one
        )
        #expect(answer.status == 502, "\(answer.body)")
        let problem = try answer.decoded(ProblemBody.self)
        #expect(problem.results?.map(\.code) == ["expired"])
        await one.stop()
        await journal.close()
    }

    @Test func `what a durable message cannot be is refused`() async throws {
        try await ServedNode.run { served in
            let cases = [
                (#"{"text":"x","durable":true,"reliable":false}"#, 400, "durable"),
                (#"{"text":"x","ttl":"1h"}"#, 400, "ttl"),
                (#"{"text":"x","durable":true,"ttl":"0s"}"#, 400, "ttl"),
                (#"{"text":"x","durable":true,"ttl":"200h"}"#, 400, "ttl"),
                (#"{"text":"x","durable":true}"#, 409, nil),
            ]
            for (body, status, field) in cases {
                let answer = try served.post(body, type: "application/json")
                #expect(answer.status == status, "\(body): \(answer.body)")
                #expect(try answer.decoded(ProblemBody.self).field == field)
            }
        }
    }
}
