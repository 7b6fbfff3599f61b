// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What stands between pingctl and a node far away: TLS, passwords and proxies, as curl takes them.
struct DistanceTests {
    private func run(
        _ arguments: [String],
        _ environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(arguments, environment: environment)
    }

    @Test func `HTTPS is spoken with those whose authority is named`() throws {
        let folder = try TemporaryFolder()
        let certificate = try folder.certificate(for: "IP:127.0.0.1")
        let node = try RealNode("node1")
        let front = try Bystander.tls(certificate: certificate, before: node)
        let url = "https://127.0.0.1:\(front.port)"
        let trusted = try run(["members", "--url", url, "--cacert", certificate])
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(trusted.output.contains("\nnode1 "))
        let bundle = try run(["health", "--url", url], ["CURL_CA_BUNDLE": certificate])
        #expect(bundle == .init(status: 0, output: "ok\n", errors: ""))
        let home = ["HOME": folder.path]
        let added = try run(
            ["context", "add", "far", "--url", url, "--cacert", certificate],
            home
        )
        #expect(added.status == 0, "\(added.errors)")
        #expect(try run(["health"], home).output == "ok\n")
        let untrusted = try run(["health", "--url", url])
        #expect(untrusted.status == 69)
        #expect(
            untrusted.errors == """
                pingctl: \(url) shows a certificate that is not trusted here, or is another \
                host's; name its authority with --cacert

                """
        )
        let plain = try run(["health", "--url", "http://127.0.0.1:\(front.port)"])
        #expect(plain.status != 0)
        let other = try folder.certificate(for: "DNS:elsewhere.example")
        let wrong = try Bystander.tls(certificate: other, before: node)
        let mistaken = try run([
            "health", "--url", "https://127.0.0.1:\(wrong.port)", "--cacert", other,
        ])
        #expect(mistaken.status == 69)
        #expect(mistaken.errors.contains("or is another host's"))
    }

    @Test func `a stream and a call go over TLS like anything else`() throws {
        let folder = try TemporaryFolder()
        let certificate = try folder.certificate(for: "IP:127.0.0.1")
        let node = try RealNode("node1")
        let front = try Bystander.tls(certificate: certificate, before: node)
        let way = ["--url", "https://127.0.0.1:\(front.port)", "--cacert", certificate]
        let watched = try BuiltProgram("pingctl").start(["events", "--after", "0"] + way)
        _ = try #require(watched.output.wait(for: "member-join"))
        #expect(try run(["send", "--to", "node1", "--text", "by TLS"] + way).status == 0)
        _ = try #require(watched.output.wait(for: "by TLS"))
        watched.send(signal: SIGINT)
        #expect(try watched.waitForExit() == 130)
        #expect(try run(["rpc", "node1", "echo", "--text", "x"] + way).output == "x")
    }

    @Test func `who stands before a node and wants a password is told apart from it`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("machine 127.0.0.1 login me password secret\n", to: ".netrc")
        let server = CannedServer { _, request in
            request.contains("Authorization: Basic bWU6c2VjcmV0\r\n")
                ? .json(#"{"status":"ok"}"#)
                : .json("<html>", status: "401 Unauthorized", type: "text/html")
        }
        let asked = try run(["health", "--url", server.url], ["HOME": folder.path])
        #expect(asked.status == 77)
        #expect(asked.errors.contains("wants a user and a password; see --netrc"))
        let known = try run(["health", "--netrc", "--url", server.url], ["HOME": folder.path])
        #expect(known == .init(status: 0, output: "ok\n", errors: ""))
    }

    @Test func `a proxy that is named is used, for a node on this machine too`() throws {
        let node = try RealNode("node1")
        let proxy = try Bystander.proxy(to: node.url)
        let way = ["--proxy", "http://127.0.0.1:\(proxy.port)", "--url", node.url]
        #expect(try run(["health"] + way).output == "ok\n")
        _ = try #require(proxy.program.output.wait(for: "GET \(node.url)/readyz HTTP/1.1"))
        // Options that all commands have may lead.
        #expect(try run(way + ["health"]).output == "ok\n")
    }

    @Test func `a proxy of the environment is used for what is not on this machine`() throws {
        let folder = try TemporaryFolder()
        let certificate = try folder.certificate(for: "DNS:node.invalid")
        let node = try RealNode("node1", ["--http-host", "node.invalid"])
        let plain = try Bystander.proxy(to: node.url)
        let environment = ["http_proxy": "http://127.0.0.1:\(plain.port)"]
        let far = ["health", "--url", "http://node.invalid:8946"]
        #expect(try run(far, environment) == .init(status: 0, output: "ok\n", errors: ""))
        _ = try #require(plain.program.output.wait(for: "GET http://node.invalid:8946/readyz"))
        let excepted = environment.merging(["NO_PROXY": ".invalid"]) { $1 }
        let direct = try run(far, excepted)
        #expect(direct.status == 69)
        #expect(!direct.errors.contains("proxy"), "\(direct.errors)")
        let front = try Bystander.tls(certificate: certificate, before: node)
        let tunnel = try Bystander.proxy(to: "x:\(front.port)")
        let secure = try run(
            ["health", "--url", "https://node.invalid", "--cacert", certificate],
            ["HTTPS_PROXY": "http://127.0.0.1:\(tunnel.port)", "PINGCTL_TOKEN": "secret"]
        )
        #expect(secure == .init(status: 0, output: "ok\n", errors: ""))
        let asked = try #require(tunnel.program.output.wait(for: "CONNECT node.invalid:443"))
        // The token is for the node, inside the tunnel.
        #expect(!asked.contains("secret"))
    }

    @Test func `a proxy that fails or refuses is told apart from the node`() throws {
        let node = try RealNode("node1")
        let dead = try run(["health", "--url", node.url, "--proxy", "http://me:pw@127.81.70.1:1"])
        #expect(dead.status == 69)
        #expect(
            dead.errors == """
                pingctl: cannot reach \(node.url) through the proxy 127.81.70.1:1; is it right? \
                (--proxy, or the variables http_proxy, HTTPS_PROXY and ALL_PROXY)

                """
        )
        let proxy = try Bystander.proxy(to: node.url, user: "me:pw")
        let address = "127.0.0.1:\(proxy.port)"
        let known = try run(["health", "--url", node.url, "--proxy", "http://me:pw@" + address])
        #expect(known.output == "ok\n")
        let unknown = try run(["health", "--url", node.url, "--proxy", address])
        #expect(unknown.status == 69)
        #expect(unknown.errors.contains("wants a user and a password; name it with them"))
        let tunnel = try run(["health", "--url", "https://node.invalid", "--proxy", address])
        #expect(tunnel.status == 69)
        #expect(
            tunnel.errors.contains(
                "the proxy \(address) does not let us through to https://node.invalid: "
                    + "it answers 407"
            )
        )
    }
}
