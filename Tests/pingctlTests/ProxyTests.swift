// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import pingctl

/// `pingctl proxy`, the whole way to an application and back.
struct ProxyTests {
    private typealias Answer = CannedServer.Answer

    /// A node, and another beside which the application is.
    private func nodes(_ application: CannedServer) throws -> [RealNode] {
        try RealNode.cluster(2, last: ["--upstream", application.url])
    }

    private func head(_ request: String) -> [String] {
        request.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
    }

    @Test func `a request reaches the application as curl would send it`() throws {
        let application = CannedServer(.json("{\"a\":1}"))
        let nodes = try nodes(application)
        let got = try nodes[0].ask(["proxy", "node2", "users/a b?page=2#top"])
        #expect(got == .init(status: 0, output: "{\"a\":1}", errors: ""))
        let posted = try nodes[0].ask([
            "proxy", "node2", "/a/../b", "-d", "x=1&y=@", "-H", "X-Empty;", "-H", "X-A: b: c",
        ])
        #expect(posted.status == 0, "\(posted)")
        let piped = try nodes[0].ask(
            ["proxy", "node2", "/", "-X", "PUT", "-d", "@-", "-H", "Content-Type: text/x"],
            input: "line\nline\n"
        )
        #expect(piped.status == 0, "\(piped)")
        let requests = application.requests
        #expect(requests.count == 3)
        #expect(requests[0].hasPrefix("GET /users/a%20b?page=2 HTTP/1.1\r\n"))
        #expect(head(requests[0]).contains("Accept: */*"))
        #expect(requests[1].hasPrefix("POST /a/../b HTTP/1.1\r\n"))
        #expect(head(requests[1]).contains("Content-Type: application/x-www-form-urlencoded"))
        #expect(head(requests[1]).contains("X-A: b: c"))
        #expect(head(requests[1]).contains { $0.hasPrefix("X-Empty:") })
        #expect(requests[1].hasSuffix("\r\n\r\nx=1&y=@"))
        #expect(requests[2].hasPrefix("PUT / HTTP/1.1\r\n"))
        #expect(
            head(requests[2]).filter { $0.hasPrefix("Content-Type:") } == ["Content-Type: text/x"]
        )
        #expect(requests[2].hasSuffix("\r\n\r\nline\nline\n"))
    }

    @Test func `an application's error is an answer, unless it is to fail`() throws {
        let application = CannedServer(.json("gone", status: "410 Gone", type: "text/plain"))
        let nodes = try nodes(application)
        let shown = try nodes[0].ask(["proxy", "node2", "/x"])
        #expect(shown == .init(status: 0, output: "gone", errors: ""))
        let failed = try nodes[0].ask(["proxy", "node2", "/x", "--fail"])
        #expect(
            failed
                == .init(status: 1, output: "", errors: "pingctl: the application answers 410\n")
        )
        let whole = try nodes[0].ask(["proxy", "node2", "/x", "-i"])
        #expect(whole.output.hasPrefix("HTTP/1.1 410 "))
        #expect(whole.output.contains("\r\nVia: 1.1 node1\r\n"))
        #expect(whole.output.hasSuffix("\r\n\r\ngone"))
        let head = try nodes[0].ask(["proxy", "node2", "/x", "-I"])
        #expect(head.output.hasPrefix("HTTP/1.1 410 ") && head.output.hasSuffix("\r\n\r\n"))
        #expect(application.requests.last?.hasPrefix("HEAD /x HTTP/1.1\r\n") == true)
    }

    @Test func `what the nodes refuse is said, and is an exit code`() throws {
        let application = CannedServer(.json("{}"))
        let nodes = try nodes(application)
        let unknown = try nodes[0].ask(["proxy", "nobody", "/"])
        #expect(unknown.status == 1)
        #expect(unknown.output == "")
        #expect(unknown.errors == "pingctl: No member is called \"nobody\".\n")
        let none = try nodes[1].ask(["proxy", "node1", "/"])
        #expect(none.status == 1)
        #expect(none.errors.contains("no application"), "\(none.errors)")
        let head = try nodes[1].ask(["proxy", "node1", "/", "-I"])
        #expect(head.status == 1)
        #expect(head.errors == "pingctl: the node refuses with 404; GET would be told why\n")
        #expect(application.requests.isEmpty)
    }

    @Test func `a body is written as it comes, however long it takes`() throws {
        let application = CannedServer(.held(Answer.stream(["first\n"], type: "text/plain")))
        let nodes = try nodes(application)
        let running = try BuiltProgram("pingctl")
            .start(["proxy", "node2", "/", "--timeout", "10s", "--url", nodes[0].url])
        _ = try #require(running.output.wait(for: "first\n"))
        // Gone before its end, which a length or a last chunk would have told.
        nodes[1].program.send(signal: SIGKILL)
        #expect(try running.waitForExit() == 75)
        #expect(running.errors.waitForEnd().contains("without a whole answer"))
    }

    @Test func `an application that says nothing is waited for no longer than asked`() throws {
        let application = CannedServer(.silence)
        let nodes = try nodes(application)
        let outcome = try nodes[0].ask(["proxy", "node2", "/", "--timeout", "2s"])
        #expect(outcome.status == 75)
        #expect(outcome.errors.hasSuffix("did not answer in time (--timeout)\n"))
        #expect(application.requests.count == 1)
    }

    @Test(arguments: [
        (["-H", "nonsense"], "a header field is written"),
        (["-H", "A: b\r\nC: d"], "a header field is written"),
        (["-X", "GE T"], "--request takes a method"),
        (["-I", "-d", "x"], "--head asks with HEAD"),
        (["-X", "HEAD", "-d", "x"], "HEAD has no body"),
        (["-d", "@/nonexistent"], "cannot read /nonexistent: no such file"),
    ])
    func `what cannot be asked is one sentence`(options: [String], sentence: String) throws {
        let outcome = try BuiltProgram("pingctl")
            .run(["proxy", "node2", "/"] + options + ["--url", "http://127.81.70.1:1"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: " + sentence), "\(outcome.errors)")
    }

    @Test func `the field of the token is not given twice`() throws {
        let arguments = ["proxy", "node2", "/", "-H", "authorization: Basic eDp5"]
        let server = CannedServer(.json("{}", status: "200 OK\r\nVia: 1.1 node1"))
        let pingctl = try BuiltProgram("pingctl")
        let refused = try pingctl.run(
            arguments + ["--url", server.url],
            environment: ["PINGCTL_TOKEN": "secret"]
        )
        #expect(refused.status == 64)
        #expect(refused.errors.contains("carries the token of the node"))
        #expect(try pingctl.run(arguments + ["--url", server.url]).status == 0)
        #expect(server.requests.count == 1)
        #expect(server.requests[0].contains("\r\nauthorization: Basic eDp5\r\n"))
    }

    @Test func `text in pieces shows as harmless as in one`() {
        let text = "grüße 🏓\tx\r\ny\u{1B}[2Jz\n"
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var (foreign, shown) = (ForeignText(), "")
            for start in stride(from: 0, to: bytes.count, by: size) {
                shown += foreign.shown(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            shown += foreign.end()
            #expect(shown == "grüße 🏓\tx\ny\\u{1b}[2Jz\n", "in pieces of \(size)")
        }
    }
}
