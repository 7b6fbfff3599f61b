// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// `pingctl send` against a server that says what the test wants.
struct SendTests {
    private func run(
        _ arguments: [String],
        _ server: CannedServer,
        input: String = ""
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(["send", "--url", server.url] + arguments, input: input)
    }

    private let delivered = CannedServer.Answer.json(Samples.delivery([("node2", nil)]))

    @Test func `a ping to all arrives as the API wants it`() throws {
        let server = CannedServer(delivered)
        let outcome = try run(["--key", "ping", "--value", "18446744073709551615"], server)
        let request = server.requests[0]
        #expect(request.hasPrefix("POST /send HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: application/json\r\n"))
        #expect(
            request.hasSuffix(
                "\r\n\r\n"
                    + #"{"key":"ping","value":18446744073709551615,"reliable":true,"#
                    + #""timeout":"10s"}"#
            )
        )
        #expect(
            outcome.output == """
                TO     STATUS  VIA     BYTES  MS    ERROR
                node2  sent    stream  24     0.41  -

                """
        )
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
    }

    @Test func `standard input is sent as raw bytes`() throws {
        let server = CannedServer(delivered)
        let outcome = try run(
            ["--to", "a b", "--file", "-", "--best-effort", "--timeout", "3s"],
            server,
            input: "some\u{0}bytes"
        )
        let request = server.requests[0]
        #expect(request.hasPrefix("POST /send?to=a%20b&reliable=false&timeout=3s HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: application/octet-stream\r\n"))
        #expect(request.hasSuffix("\r\n\r\nsome\u{0}bytes"))
        #expect(outcome.status == 0)
    }

    @Test func `an empty file is an empty message`() throws {
        let server = CannedServer(delivered)
        #expect(try run(["--file", "/dev/null"], server).status == 0)
        #expect(server.requests[0].contains("Content-Length: 0\r\n"))
    }

    @Test func `a message that reached some is exit code 2`() throws {
        let answer = Samples.delivery([("node2", nil), ("node3", "timed out")])
        let outcome = try run(["--text", "x"], CannedServer(.json(answer)))
        #expect(outcome.status == 2)
        #expect(outcome.output.contains("node3  failed  stream  24     0.41  timed out\n"))
    }

    @Test func `a message that reached nobody shows why, and is exit code 1`() throws {
        let results =
            #","results":[{"to":"node2","status":"failed","via":"stream","bytes":1,"#
            + #""ms":0.1,"error":"connection refused","code":"connection-refused"}]"#
        let server = CannedServer(
            .problem(502, "delivery-failed", detail: "nobody took it", more: results)
        )
        let outcome = try run(["--text", "x"], server)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("node2  failed  stream  1      0.1  connection refused"))
        #expect(outcome.errors == "pingctl: nobody took it\n")
    }

    @Test func `nobody to send to is said, and is no failure`() throws {
        let outcome = try run(["--text", "x"], CannedServer(.json(Samples.delivery([]))))
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "pingctl: there is no other member; nothing was sent\n")
    }

    @Test func `results come as lines, or as the server sent them`() throws {
        let body = Samples.delivery([("node2", nil), ("node3", nil)])
        let json = try run(["--text", "x", "-o", "json"], CannedServer(.json(body)))
        #expect(json.output == body + "\n")
        let lines = try run(["--text", "x", "-o", "ndjson"], CannedServer(.json(body)))
        #expect(lines.output.split(separator: "\n").count == 2)
    }

    @Test(arguments: [
        (400, "invalid-request", 64), (401, "unauthorized", 77), (403, "foreign-origin", 77),
        (404, "unknown-member", 1), (409, "member-not-alive", 1), (413, "payload-too-large", 64),
        (421, "misdirected-request", 77), (503, "overloaded", 75),
    ])
    func `a refusal is told in the server's words`(
        status: Int,
        code: String,
        exitStatus: Int32
    ) throws {
        let server = CannedServer(.problem(status, code, detail: #"no: \"x\"\u001b[2J"#))
        let outcome = try run(["--text", "x"], server)
        #expect(outcome.status == exitStatus)
        #expect(outcome.output == "")
        #expect(outcome.errors == #"pingctl: no: "x"\u{1b}[2J"# + "\n")
    }

    @Test func `how far to wait and the key of the request arrive`() throws {
        let server = CannedServer(delivered)
        let asked = ["--text", "x", "--wait", "delivered", "--idempotency-key", "order-17"]
        #expect(try run(asked, server).status == 0)
        #expect(server.requests[0].contains("\r\nIdempotency-Key: order-17\r\n"))
        #expect(server.requests[0].contains(#""wait":"delivered""#))
        let raw = CannedServer(delivered)
        #expect(try run(["--file", "/dev/null", "--wait", "sent"], raw).status == 0)
        #expect(raw.requests[0].contains("&wait=sent HTTP/1.1\r\n"))
    }

    @Test func `what is still under way is exit code 75, and receipt shows it later`() throws {
        let body =
            #"{"id":"01J","sent":1,"delivered":0,"failed":0,"pending":1,"results":[{"to":"b","#
            + #""status":"sent","via":"lane","confirmable":true,"bytes":1,"ms":2}]}"#
        let outcome = try run(["--text", "x", "--wait", "delivered"], CannedServer(.json(body)))
        #expect(outcome.status == 75)
        #expect(outcome.output.contains("sent    lane"))
        let server = CannedServer(.json(body))
        let receipt = try BuiltProgram("pingctl").run(["receipt", "--url", server.url, "0/1 J"])
        #expect(server.requests[0].hasPrefix("GET /send/0%2F1%20J HTTP/1.1\r\n"))
        #expect(receipt.status == 75)
        #expect(receipt.output.contains("sent    lane"))
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "k", count: 256)])
    func `a key that is none is refused before anything is sent`(key: String) throws {
        let server = CannedServer(delivered)
        let outcome = try run(["--text", "x", "--idempotency-key", key], server)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--idempotency-key must be 1 to 255 visible ASCII"))
        #expect(server.requests.isEmpty)
    }
}
