// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import Testing

@testable import pingctl

/// `pingctl events` against servers that stop, stall, lie and come back.
struct EventsTests {
    private typealias Answer = CannedServer.Answer

    private static let join =
        #"{"at":"2026-11-22T22:00:01.250Z","member":"#
        + Samples.member("node2", meta: #"{"zone":"1b"}"#) + "}"
    private static let pong =
        #"{"seq":5,"receivedAt":"2026-11-22T22:00:02.000Z","from":null,"via":"stream","bytes":24,"#
        + #""key":"pong","value":1,"text":"x","base64":"eA=="}"#

    private static func frame(_ type: String, _ id: Int, _ data: String) -> String {
        "event: \(type)\nid: \(id)\ndata: \(data)\n\n"
    }

    private static let opening = "retry: 50\nid: 41\n\n"
    private static let denied = Answer.problem(401, "unauthorized", detail: "who are you?")

    private func run(
        _ arguments: [String] = [],
        _ server: CannedServer
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(["events", "--url", server.url] + arguments)
    }

    /// A server whose answers come one after the other, and whose last one is a refusal.
    private func server(_ answers: Answer...) -> CannedServer {
        CannedServer { $0 < answers.count ? answers[$0] : Self.denied }
    }

    @Test func `events are rows under a header, each as soon as it has come`() throws {
        let server = server(
            .bytes(
                Answer.stream([
                    Self.opening, Self.frame("member-join", 42, Self.join),
                    Self.frame("pong", 43, Self.pong),
                    Self.frame("novelty", 44, #"{"what":"\u001b[2J"}"#),
                    Self.frame("message", 45, "no JSON\u{1B}[2J"),
                ])
            )
        )
        let outcome = try run([], server)
        #expect(
            outcome.output == """
                ID  TIME                      EVENT           MEMBER    DETAIL
                42  2026-11-22T22:00:01.250Z  member-join     node2     127.0.0.1:7947  zone=1b
                43  2026-11-22T22:00:02.000Z  pong            -         \
                key=pong value=1 (stream, 24 bytes)
                44  -                         novelty         -         {"what":"\\u001b[2J"}
                45  -                         message         -         no JSON\\u{1b}[2J

                """
        )
        #expect(outcome.status == 77)
    }

    @Test func `a stream that is cut in an event goes on behind the last whole one`() throws {
        let whole = Self.frame("member-join", 42, Self.join)
        let server = server(
            .bytes(Answer.stream([Self.opening, whole, String(whole.prefix(40))])),
            .bytes(Answer.stream(["id: 42\n\n", Self.frame("pong", 43, Self.pong)]))
        )
        let outcome = try run(["-o", "ndjson", "--after", "7"], server)
        #expect(outcome.output == Self.join + "\n" + Self.pong + "\n")
        #expect(server.requests[0].hasPrefix("GET /events?after=7 HTTP/1.1\r\n"))
        #expect(server.requests[0].contains("\r\nAccept: text/event-stream"))
        #expect(!server.requests[0].contains("Last-Event-ID"))
        #expect(server.requests[1].contains("\r\nLast-Event-ID: 42\r\n"))
        #expect(server.requests[2].contains("\r\nLast-Event-ID: 43\r\n"))
        #expect(outcome.status == 77)
        #expect(outcome.errors.hasSuffix("pingctl: who are you?\n"))
        #expect(outcome.errors.contains("pingctl: connected again\n"))
    }

    @Test func `a heartbeat moves the place to come back to`() throws {
        let server = server(.bytes(Answer.stream([Self.opening, ":\nid: 99\n\n"])))
        _ = try run([], server)
        #expect(server.requests[1].contains("\r\nLast-Event-ID: 99\r\n"))
    }

    @Test(arguments: [
        (#"{"reason":"forgotten","first":3,"last":9}"#, "events 3 to 9 cannot be had any more"),
        (#"{"reason":"restarted","first":3,"last":3}"#, "event 3 cannot be had any more: the node"),
        (#"{"reason":"too-slow","first":3,"last":9}"#, "events 3 to 9 were missed: this reader"),
        (#"{"reason":"unknown-number"}"#, "the node has given no such number"),
        (#"{"reason":"new\u001b[2J"}"#, #"some events cannot be had (new\u{1b}[2J)"#),
        ("?", "some events cannot be had"),
    ])
    func `a gap is said in words, and is a line of JSON`(data: String, sentence: String) throws {
        let stream = Answer.bytes(Answer.stream([Self.opening, Self.frame("gap", 44, data)]))
        let shown = try run(["--reconnect", "0s"], server(stream))
        #expect(shown.errors.hasPrefix("pingctl: " + sentence))
        #expect(shown.output == "")
        #expect(
            try run(["-o", "ndjson", "--reconnect", "0s"], server(stream)).output == data + "\n"
        )
    }

    @Test func `data of several lines is still one line`() throws {
        let stream = Answer.stream([Self.opening, "data: {\"a\":\ndata: \"b c\"}\n\n"])
        let outcome = try run(["-o", "json", "--reconnect", "0s"], server(.bytes(stream)))
        #expect(outcome.output == "{\"a\":\"b c\"}\n")
    }

    @Test func `a node that does not come back is given up in time`() throws {
        let server = CannedServer { count in
            count == 0 ? .bytes(Answer.stream([Self.opening])) : .bytes([])
        }
        let outcome = try run(["--reconnect", "300ms"], server)
        #expect(outcome.status == 75)
        #expect(server.requests.count > 1)
        #expect(outcome.errors.split(separator: "\n").count == 2, "\(outcome.errors)")
    }

    @Test func `what was never reached is not waited for`() throws {
        let outcome = try BuiltProgram("pingctl")
            .run(["events", "--url", "http://127.81.70.1:1"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `a head that does not come is waited for no longer than asked`() throws {
        let outcome = try run(["--timeout", "100ms"], CannedServer(.silence))
        #expect(outcome.status == 75)
        #expect(outcome.errors.hasSuffix("did not answer in time (--timeout)\n"))
    }

    @Test(arguments: [
        CannedServer.Answer.held(CannedServer.Answer.stream(["<html>"], type: "text/html")),
        .json("{}"), .json("", status: "204 No Content", type: "text/event-stream"),
        .bytes(Array("SSH-2.0-x\r\n\r\n".utf8)), .json("gone", status: "404 Not Found"),
    ])
    func `what is no stream of events comes from something else`(
        answer: CannedServer.Answer
    ) throws {
        let outcome = try run([], CannedServer(answer))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("is the URL right? (--url)"))
        #expect(outcome.output == "")
    }

    @Test func `an event without an end is refused`() throws {
        let endless = Answer.stream([
            Self.opening, "data: " + String(repeating: "x", count: 2 << 20),
        ])
        let outcome = try run([], server(.held(endless)))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("more than 1 MiB"))
    }

    @Test func `types travel in the query`() throws {
        let server = server()
        _ = try run(["--types", "pong", "--types", "ping,gap"], server)
        #expect(server.requests[0].hasPrefix("GET /events?types=pong%2Cping%2Cgap HTTP/1.1"))
    }

    @Test func `Ctrl-C ends it as it ends other programs`() throws {
        let stream = Answer.stream([Self.opening, Self.frame("pong", 43, Self.pong)])
        let server = server(.held(stream))
        let running = try BuiltProgram("pingctl").start(["events", "--url", server.url])
        _ = try #require(running.output.wait(for: "value=1"))
        running.send(signal: SIGINT)
        #expect(try running.waitForExit() == 130)
        #expect(running.errors.waitForEnd() == "")
    }

    @Test func `nobody who reads any more ends it, though nothing more comes`() throws {
        let stream = Answer.stream([Self.opening, Self.frame("pong", 43, Self.pong)])
        let server = server(.held(stream))
        let pingctl = try BuiltProgram("pingctl").path
        let outcome = try BuiltProgram(path: "/bin/sh").run([
            "-c", "\"$0\" events --url \"$1\" -o ndjson | head -1", pingctl, server.url,
        ])
        #expect(outcome == .init(status: 0, output: Self.pong + "\n", errors: ""))
    }

    @Test func `a stream without a sign of life is broken off and made again`() throws {
        let server = server(.held(Answer.stream([Self.opening])))
        let client = GatewayClient(
            pool: try TransferPool(),
            server: try #require(GatewayURL(server.url)),
            timeout: .seconds(30)
        )
        let follower = EventFollower(
            client,
            reconnection: Reconnection(limit: .seconds(60)),
            silence: .milliseconds(200)
        )
        var happenings: [EventFollower.Happening] = []
        #expect(throws: PingctlError.self) {
            while true {
                happenings += try follower.advance(to: .now)
                try client.turn(until: follower.nextDeadline)
            }
        }
        let silent = PingctlError.transfer(.silent(.milliseconds(200)), client.server)
        #expect(happenings == [.broke(silent)])
        #expect(silent.sentence.hasSuffix("has said nothing for 200ms"))
        #expect(server.requests[1].contains("\r\nLast-Event-ID: 41\r\n"))
    }
}
