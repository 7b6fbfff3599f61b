// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import pingctl

/// `pingctl ping` through nodes that hear nothing, or cannot send.
struct PingTests {
    private typealias Answer = CannedServer.Answer

    private static let opening = "retry: 50\nid: 41\n\n"

    /// Answers each path in its own way; the members are node1, which is asked, and node2.
    private func server(
        send: Answer,
        events: Answer = .held(Answer.stream([Self.opening]))
    ) -> CannedServer {
        CannedServer { _, request in
            if request.hasPrefix("GET /events?types=pong ") { return events }
            if request.hasPrefix("GET /members") { return .json(Samples.twoMembers) }
            return send
        }
    }

    private func run(
        _ arguments: [String],
        _ server: CannedServer
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl")
            .run(["ping", "--url", server.url, "--count", "1", "--wait", "100ms"] + arguments)
    }

    @Test func `each ping has its own value, and goes to one member`() throws {
        let server = server(send: .json(Samples.delivery([("node2", nil)])))
        let outcome = try run(["--count", "3", "--interval", "10ms"], server)
        #expect(outcome.status == 1)
        let pings = server.requests.filter { $0.hasPrefix("POST /send ") }
        #expect(pings.count == 3)
        #expect(pings.allSatisfy { $0.contains(#"{"key":"ping","value":"#) })
        #expect(pings.allSatisfy { $0.hasSuffix(#""to":["node2"]}"#) })
        #expect(Set(pings.map { $0.components(separatedBy: "\"value\":").last }).count == 3)
        #expect(outcome.output.contains("\nno pong from node2 within 100ms: seq=3\n"))
        #expect(outcome.output.contains("\n3 pings, 0 pongs, 100% loss, in "))
    }

    @Test func `a ping that cannot be sent is told with its reason`() throws {
        let results =
            #","results":[{"to":"node2","status":"failed","via":"stream","bytes":1,"#
            + #""ms":0.1,"error":"nothing listens\u001b there","code":"connection-refused"}]"#
        let server = server(
            send: .problem(502, "delivery-failed", detail: "no", retryable: true, more: results)
        )
        let outcome = try run([], server)
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains(
                #"ping to node2 failed: seq=1: nothing listens\u{1b} there"# + "\n"
            )
        )
        let words = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(words.contains(["node2", "0", "1", "0", "100%", "-", "-", "-", "-"]))
        #expect(outcome.errors == "")
    }

    @Test func `who may not send is told once, with what is known until then`() throws {
        let server = server(send: .problem(403, "not-permitted", detail: "you may not send"))
        let outcome = try run([], server)
        #expect(outcome.status == 77)
        #expect(outcome.errors == "pingctl: you may not send\n")
    }

    @Test func `pongs of other games are counted, and given to nobody`() throws {
        let pong =
            #"data: {"seq":5,"receivedAt":"2026-11-22T22:00:02.000Z","from":null,"#
            + #""via":"stream","bytes":24,"key":"pong","value":1}"#
        let stream = Answer.stream([
            Self.opening, "event: pong\nid: 42\n\(pong)\n\n", "event: pong\ndata: nonsense\n\n",
        ])
        let server = server(
            send: .json(Samples.delivery([("node2", nil)])),
            events: .held(stream)
        )
        let shown = try run([], server)
        #expect(shown.status == 1)
        #expect(shown.output.contains("\nother pongs, which answer none of these pings: 1\n"))
        #expect(!shown.output.contains("\npong from"))
        let json = try run(["-o", "json"], server)
        #expect(json.output.contains(#""pongs":0,"duplicates":0,"lossPercent":100,"unrelated":1,"#))
    }

    @Test func `a stream that cannot be got back ends it with a summary`() throws {
        let server = server(
            send: .json(Samples.delivery([("node2", nil)])),
            events: .bytes(Answer.stream([Self.opening]))
        )
        let outcome = try run(["--reconnect", "0s"], server)
        #expect(outcome.status == 75)
    }
}
