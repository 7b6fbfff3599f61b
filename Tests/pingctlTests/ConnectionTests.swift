// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// Reaching a node, or not.
struct ConnectionTests {
    private func health(
        _ url: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl")
            .run(["health", "--url", url] + arguments, environment: environment)
    }

    /// The server lives until the program has ended.
    private func health(
        _ server: CannedServer,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try withExtendedLifetime(server) {
            try health(server.url, arguments, environment: environment)
        }
    }

    private let ready = CannedServer.Answer.json(#"{"status":"ok"}"#)

    @Test func `a dead port is one sentence and exit code 69`() throws {
        // Port 1 of a loopback address of its own: nobody listens there.
        let outcome = try health("http://127.81.70.1:1")
        #expect(outcome.status == 69)
        #expect(
            outcome.errors == """
                pingctl: cannot reach http://127.81.70.1:1: connection refused; \
                is pingd running there? (--url)

                """
        )
    }

    @Test func `a socket that does not exist is one sentence and exit code 69`() throws {
        let outcome = try health("unix:/nonexistent/pingd.sock")
        #expect(outcome.status == 69)
        #expect(
            outcome.errors == """
                pingctl: cannot reach unix:/nonexistent/pingd.sock: no such file or directory; \
                is pingd running there? (--url)

                """
        )
    }

    @Test func `a ready node is exit code 0, one that is not ready is exit code 1`() throws {
        let server = CannedServer(ready)
        #expect(try health(server) == .init(status: 0, output: "ok\n", errors: ""))
        #expect(server.requests[0].hasPrefix("GET /readyz HTTP/1.1"))
        let answer = CannedServer.Answer.json(
            #"{"status":"unavailable","reason":"nobody was joined"}"#,
            status: "503 Service Unavailable"
        )
        #expect(
            try health(CannedServer(answer))
                == .init(status: 1, output: "unavailable: nobody was joined\n", errors: "")
        )
    }

    @Test func `a node that only has to live is asked for that`() throws {
        let server = CannedServer(ready)
        #expect(try health(server, ["--live"]).status == 0)
        #expect(server.requests[0].hasPrefix("GET /healthz HTTP/1.1"))
    }

    @Test func `a unix socket works like a port`() throws {
        let path = "/tmp/pingctl-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = CannedServer(unixPath: path) { _ in .json(#"{"status":"ok"}"#) }
        #expect(try health(server).output == "ok\n")
        #expect(server.requests[0].contains("Host: localhost\r\n"))
    }

    @Test func `the environment names the node, and the flag beats it`() throws {
        let server = CannedServer(ready)
        let pingctl = try BuiltProgram("pingctl")
        #expect(try pingctl.run(["health"], environment: ["PINGCTL_URL": server.url]).status == 0)
        #expect(try health(server, environment: ["PINGCTL_URL": "unix:/no"]).status == 0)
    }

    @Test func `a proxy of the environment has no business with this machine`() throws {
        let server = CannedServer(ready)
        let dead = "http://127.81.70.1:1"
        let environment = ["http_proxy": dead, "ALL_PROXY": dead]
        #expect(try health(server, environment: environment).status == 0)
    }

    @Test func `the token of a file beats the one of the environment`() throws {
        let path = "/tmp/pingctl-\(UUID().uuidString.prefix(8)).token"
        try "  secret\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = CannedServer(ready)
        let environment = ["PINGCTL_TOKEN": "other"]
        _ = try health(server, ["--token-file", path], environment: environment)
        _ = try health(server, environment: environment)
        #expect(server.requests[0].contains("Authorization: Bearer secret\r\n"))
        #expect(server.requests[1].contains("Authorization: Bearer other\r\n"))
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a b", "é", "   "])
    func `a token that no field can carry is refused`(token: String) throws {
        let server = CannedServer(ready)
        let outcome = try health(server, environment: ["PINGCTL_TOKEN": token])
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: PINGCTL_TOKEN holds no token"))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        CannedServer.Answer.json("<html>", type: "text/html"),
        .json("[]"),
        .json("{", type: "application/json; charset=utf-8"),
        .json("", status: "302 Found\r\nLocation: http://127.0.0.1:1/"),
        .json("nothing here", status: "404 Not Found", type: "text/plain"),
    ])
    func `what pingd does not say comes from something else`(
        answer: CannedServer.Answer
    ) throws {
        let server = CannedServer(answer)
        let outcome = try health(server)
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("but not as pingd does; is the URL right? (--url)"))
        #expect(server.requests.count == 1)
    }

    @Test func `what is not HTTP is said to be so`() throws {
        let outcome = try health(CannedServer(.bytes(Array("SSH-2.0-x\r\n".utf8))))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("does not speak HTTP"))
    }

    @Test func `a server that says nothing is waited for no longer than asked`() throws {
        let outcome = try health(CannedServer(.silence), ["--timeout", "100ms"])
        #expect(outcome.status == 75)
        #expect(outcome.errors.hasSuffix("did not answer in time (--timeout)\n"))
    }

    @Test func `a connection that ends early may be tried again`() throws {
        let outcome = try health(CannedServer(.bytes([])))
        #expect(outcome.status == 75)
        #expect(outcome.errors.hasSuffix("without a whole answer; try again\n"))
    }

    @Test func `self shows one fact a line`() throws {
        let body = """
            {"name":"node1","version":"0.1.0","address":"10.0.0.1:7946","bind":"0.0.0.0:7946",\
            "http":"127.0.0.1:8946","uptimeSeconds":93784.5,"incarnation":3,"healthScore":0,\
            "protocol":{"min":1,"max":5,"current":2},"delegate":{"min":0,"max":0,"current":0},\
            "ready":true,"joined":false,"leaving":false,\
            "counters":{"b":2,"a":18446744073709551615},"queues":{"q":0}}
            """
        let server = CannedServer(.json(body))
        let pingctl = try BuiltProgram("pingctl")
        #expect(
            try pingctl.run(["self", "--url", server.url]).output == """
                name          node1
                state         ready
                joined        no
                address       10.0.0.1:7946
                bind          0.0.0.0:7946
                http          127.0.0.1:8946
                version       0.1.0
                uptime        1d 2h
                incarnation   3
                health score  0
                protocol      2 (1-5)
                queue q       0
                counter a     18446744073709551615
                counter b     2

                """
        )
        #expect(try pingctl.run(["self", "--url", server.url, "-o", "json"]).output == body + "\n")
    }
}
