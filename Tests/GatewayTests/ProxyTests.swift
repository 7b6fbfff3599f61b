// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import HTTP1
import HTTPServer
import Messaging
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// Requests to the application beside a member.
@Suite(.timeLimit(.minutes(5))) struct ProxyTests {
    private func code(_ answer: RawConnection.Answer) throws -> String {
        try answer.decoded(ProblemBody.self).code
    }

    @Test func `method, path and query reach the application as they were sent`() async throws {
        try await Proxied.run { proxied in
            let answer = try proxied.served.ask("PURGE /proxy/node2/a%2Fb//c/../%ff;x?q=%20+1&&")
            #expect(answer.status == 200)
            #expect(answer.body == "PURGE /a%2Fb//c/../%ff;x")
            #expect(answer.fields["x-hop"] == "1")
            #expect(answer.fields["keep-alive"] == nil)
            #expect(answer.fields["via"] == "1.1 node1")
            let seen = proxied.upstream.heads.withLock { $0.last }
            #expect(seen?.target == "/a%2Fb//c/../%ff;x?q=%20+1&&")
            let root = try proxied.served.ask("GET /proxy/node2")
            #expect(root.body == "GET /")
            #expect(try proxied.served.ask("OPTIONS /proxy/node2/o").body == "OPTIONS /o")
        }
    }

    @Test func `fields of one hop are changed, the others go through`() async throws {
        try await Proxied.run { proxied in
            _ = try proxied.served.ask(
                "GET /proxy/node2/f",
                fields: [
                    "Connection: X-Secret", "X-Secret: 1", "Keep-Alive: 5", "Proxy-Thing: 1",
                    "TE: trailers", "Authorization: Bearer own", "X-End: 2", "Via: 1.1 other",
                    "X-Request-Id: abc",
                ]
            )
            let fields = try #require(proxied.upstream.heads.withLock { $0.last?.fields })
            for name in ["X-Secret", "Keep-Alive", "Proxy-Thing", "Connection"] {
                #expect(!fields.contains(name), "\(name)")
            }
            #expect(fields["X-End"] == "2")
            #expect(fields["TE"] == "trailers")
            #expect(fields["Authorization"] == "Bearer own", "no token is for the gateway")
            #expect(fields.values(of: "Via") == ["1.1 other", "1.1 node1", "1.1 node2"])
            #expect(fields["Forwarded"] == "for=127.0.0.1;host=\"localhost\";proto=http")
            #expect(fields["X-Request-Id"] == "abc")
            #expect(fields["Host"] == proxied.upstream.server.boundAddress)
        }
    }

    @Test func `the gateway's own token stays with the gateway`() async throws {
        try await Proxied.run { _, gateway in
            gateway.tokens = [BearerToken(Array("s3cret".utf8))]
        } _: { proxied in
            let token = ["Authorization: Bearer s3cret"]
            #expect(try proxied.served.ask("GET /proxy/node2/f", fields: token).status == 200)
            let fields = try #require(proxied.upstream.heads.withLock { $0.last?.fields })
            #expect(!fields.contains("Authorization"))
            #expect(try proxied.served.ask("GET /proxy/node2/f").status == 401)
        }
    }

    @Test func `what cannot be relayed has its status`() async throws {
        try await Proxied.run { proxied in
            let served = proxied.served
            let unknown = try served.ask("GET /proxy/nobody/a")
            #expect(try (unknown.status, code(unknown)) == (404, "unknown-member"))
            let dead = try served.ask("GET /proxy/node3/a")
            #expect(try (dead.status, code(dead)) == (409, "member-not-alive"))
            let loop = try served.ask("GET /proxy/node2/a", fields: ["Via: 1.1 x, 1.0 node1 (me)"])
            #expect(try (loop.status, code(loop)) == (508, "loop-detected"))
            let upgrade = try served.ask("GET /proxy/node2/a", fields: ["Upgrade: websocket"])
            #expect(try (upgrade.status, code(upgrade)) == (501, "upgrade-not-supported"))
            #expect(try served.ask("CONNECT a:1").status == 400)
            let failures: [(CallFailure, Int, String)] = [
                (.unknownMember, 404, "unknown-member"), (.memberNotAlive, 409, "member-not-alive"),
                (.notCapable, 502, "no-lane"), (.unreachable, 502, "unreachable"),
                (.deadline, 504, "timeout"), (.cancelled, 502, "broken-answer"),
                (.forgotten, 502, "unreachable"), (.overloaded, 429, "overloaded"),
                (.tooLarge(bytes: 2, limit: 1), 431, "head-too-large"),
                (.stopped, 503, "node-stopped"),
            ]
            for (failure, status, code) in failures {
                served.node.script.withLock { script in
                    script.call = { _, listener in
                        listener(.ended(failure))
                        return Exchange { _ in }
                    }
                }
                let answer = try served.ask("GET /proxy/node2/a")
                #expect(try (answer.status, self.code(answer)) == (status, code), "\(failure)")
            }
        }
    }

    @Test func `what the member says instead of an answer is judged`() async throws {
        try await Proxied.run { proxied in
            let served = proxied.served
            let head = RelayWriter.response(RelayedResponse(.ok, fields: [:], length: 5))!
            let replies: [(CallEvent, Int, String)] = [
                (.reply(.unknownMethod, body: [], isStreamed: false), 404, "no-upstream"),
                (.reply(.busy, body: [], isStreamed: false), 429, "overloaded"),
                (.reply(.failed, body: [], isStreamed: false), 502, "broken-answer"),
                (.reply(.ok, body: [], isStreamed: false), 502, "broken-answer"),
                (.reply(.ok, body: [9, 9], isStreamed: false), 502, "broken-answer"),
                (
                    .reply(
                        .ok,
                        body: RelayWriter.refusal(RelayRefusal(.broken, "It is broken.")),
                        isStreamed: false
                    ), 502, "bad-upstream-answer"
                ),
            ]
            for (reply, status, code) in replies {
                served.node.script.withLock { script in
                    script.call = { _, listener in
                        listener(reply)
                        return Exchange { _ in }
                    }
                }
                let answer = try served.ask("GET /proxy/node2/a")
                #expect(try (answer.status, self.code(answer)) == (status, code), "\(reply)")
            }
            served.node.script.withLock { script in
                script.call = { _, listener in
                    listener(.reply(.ok, body: head + RelayWriter.end(), isStreamed: false))
                    return Exchange { _ in }
                }
            }
            let short = try served.ask("GET /proxy/node2/a")
            #expect((short.status, short.body, short.fields["content-length"]) == (200, "", "5"))
        }
    }

    @Test func `a node without an application, or one that is away, says so`() async throws {
        try await Proxied.run { settings, _ in
            settings.upstream = nil
        } _: { proxied in
            let answer = try proxied.served.ask("POST /proxy/node2/a", body: [1, 2, 3])
            #expect(try (answer.status, code(answer)) == (404, "no-upstream"))
        }
        try await Proxied.run(to: "http://127.0.0.1:9") { proxied in
            let answer = try proxied.served.ask("GET /proxy/node2/a")
            #expect(try (answer.status, code(answer)) == (502, "upstream-unreachable"))
        }
        try await Proxied.run { settings, _ in
            settings.timeout = .milliseconds(50)
        } _: { proxied in
            let answer = try proxied.served.ask("GET /proxy/node2/never")
            #expect(try (answer.status, code(answer)) == (504, "upstream-timeout"))
        }
    }

    @Test func `only what is let through gets through`() async throws {
        try await Proxied.run { settings, _ in
            settings.methods = ["GET"]
            settings.paths = ["/api", "/static/"]
        } _: { proxied in
            let served = proxied.served
            for (path, target) in [
                ("api", "/api"), ("api/x", "/api/x"), ("%61pi/x", "/api/x"),
                ("api/./y", "/api/y"), ("other/../api/z", "/api/z"),
                ("static/a%20b", "/static/a%20b"),
            ] {
                let answer = try served.ask("GET /proxy/node2/\(path)")
                #expect(answer.body == "GET \(target)", "\(path)")
            }
            for path in [
                "", "apix", "static", "api/../admin", "api/%2e%2e/admin", "api/%2E./admin",
                "api//x", "api/%2f..%2fadmin", "api/..;/admin", "api/%5c..", "api/%00", "../api",
                "api/%252e%252e/admin",
            ] {
                let answer = try served.ask("GET /proxy/node2/\(path)")
                #expect(try (answer.status, code(answer)) == (403, "proxy-not-allowed"), "\(path)")
            }
            let post = try served.ask("POST /proxy/node2/api", body: [1])
            #expect(try (post.status, code(post)) == (403, "proxy-not-allowed"))
        }
    }

    @Test(arguments: Proxied.Way.allCases)
    func `HEAD and 304 have no content`(way: Proxied.Way) async throws {
        try await Proxied.run(over: way) { proxied in
            let head = try proxied.served.ask("HEAD /proxy/node2/abc")
            #expect((head.status, head.body, head.fields["content-length"]) == (200, "", "9"))
            let unchanged = try proxied.served.ask("GET /proxy/node2/304")
            #expect((unchanged.status, unchanged.body) == (304, ""))
            #expect(unchanged.fields["etag"] == "\"1\"")
            try await proxied.settled()
        }
    }

    @Test func `a name that is no token is escaped in Via`() {
        #expect(ProxyHead.token("n ö,1") == "n%20%C3%B6%2C1")
    }
}
