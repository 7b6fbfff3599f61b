// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import Testing

@testable import Gateway

/// Who may do what.
@Suite struct PermissionTests {
    private func settings(_ change: (inout GatewaySettings) -> Void) -> GatewaySettings {
        var settings = GatewaySettings(version: "1")
        settings.listen = .tcp(host: "127.0.0.1", port: 0)
        change(&settings)
        return settings
    }

    private func refusal(
        _ group: RouteGroup?,
        _ fields: HeaderFields = [:],
        _ change: (inout GatewaySettings) -> Void
    ) -> GatewayError? {
        Admission(settings(change), isUnix: false)
            .refusal(
                of: RequestHeadInfo(method: .get, path: "/x", fields: fields, group: group)
            )
    }

    @Test func `what the node permits nobody is refused to all, and the rest is not`() {
        let groups: [(RouteGroup, Permission)] = [
            (.read, .read), (.send, .send), (.operate, .operate),
        ]
        for (group, permission) in groups {
            #expect(refusal(group) { $0.allowed = [permission] } == nil)
            #expect(
                refusal(group) { $0.allowed.remove(permission) }
                    == .notPermitted(permission, isTokenAtFault: false)
            )
            #expect(refusal(.open) { $0.allowed = [] } == nil)
            #expect(refusal(nil) { $0.allowed = [] } == nil)
        }
    }

    @Test func `a token permits what stands beside it, within what the node permits`() {
        let tokens = [
            BearerToken(Array("all".utf8)), BearerToken(Array("watch".utf8), for: [.read]),
        ]
        let watcher: HeaderFields = ["Authorization": "Bearer watch"]
        #expect(refusal(.read, watcher) { $0.tokens = tokens } == nil)
        for (group, permission) in [(RouteGroup.send, Permission.send), (.operate, .operate)] {
            #expect(
                refusal(group, watcher) { $0.tokens = tokens }
                    == .notPermitted(permission, isTokenAtFault: true)
            )
        }
        let master: HeaderFields = ["Authorization": "Bearer all"]
        #expect(refusal(.operate, master) { $0.tokens = tokens } == nil)
        #expect(
            refusal(.operate, master) {
                $0.tokens = tokens
                $0.allowed = [.read]
            } == .notPermitted(.operate, isTokenAtFault: false)
        )
        #expect(
            refusal(.read) { $0.tokens = tokens } == .unauthorized(isTokenShown: false)
        )
        #expect(refusal(nil) { $0.tokens = tokens } == .unauthorized(isTokenShown: false))
    }

    @Test func `no description of a token shows it`() {
        let token = BearerToken(Array("s3cret".utf8), for: [.send])
        var dumped = ""
        dump(settings { $0.tokens = [token] }, to: &dumped)
        for text in ["\(token)", String(reflecting: token), "\([token])", dumped] {
            #expect(!text.contains("s3cret"))
            #expect(!text.contains("115, 51"), "the first bytes of the secret")
            #expect(!text.contains("- 115\n"), "the first byte of the secret")
        }
    }

    @Test func `a route that is not permitted is 403 with a code of its own`() async throws {
        try await ServedNode.run {
            $0.allowed = [.read]
        } _: { served in
            let answer = try served.post(#"{"text":"x"}"#)
            #expect(answer.status == 403)
            let problem = try answer.decoded(ProblemBody.self)
            #expect(problem.code == "not-permitted")
            #expect(!problem.retryable)
            #expect(served.node.lastOrder == nil)
            #expect(try served.ask("GET /members").status == 200)
            #expect(try served.ask("HEAD /self").status == 200)
        }
    }

    @Test func `health is answered when nothing is permitted and no token is shown`() async throws {
        try await ServedNode.run {
            $0.allowed = []
            $0.tokens = [BearerToken(Array("s3cret".utf8))]
        } _: { served in
            let health = try served.ask("GET /healthz")
            #expect(health.status == 200)
            #expect(try served.ask("GET /readyz").status == 200)
            #expect(try served.ask("GET /members").status == 401)
            let fields = ["Authorization: Bearer s3cret"]
            #expect(try served.ask("GET /members", fields: fields).status == 403)
            #expect(try served.ask("GET /nothing", fields: fields).status == 404)
        }
    }

    @Test func `tokens, permissions and names change under way`() async throws {
        try await ServedNode.run {
            $0.tokens = [BearerToken(Array("old".utf8))]
        } _: { served in
            var next = settings {
                $0.tokens = [BearerToken(Array("new".utf8))]
                $0.allowed = [.read]
                $0.hosts = ["node.test"]
            }
            let old = ["Authorization: Bearer old"]
            let new = ["Authorization: Bearer new"]
            #expect(try served.ask("GET /members", fields: old).status == 200)
            #expect(try served.ask("GET /members", fields: old, host: "node.test").status == 421)
            try served.gateway.update(next)
            #expect(try served.ask("GET /members", fields: old).status == 401)
            #expect(try served.ask("GET /members", fields: new, host: "node.test").status == 200)
            #expect(try served.ask("POST /send", fields: new, body: []).status == 403)
            next.tokens = [BearerToken([])]
            #expect(throws: GatewayStartError.emptyToken) { try served.gateway.update(next) }
            #expect(try served.ask("GET /members", fields: new).status == 200)
        }
    }

    // MARK: - What browsers say of themselves

    private func refusal(_ method: HTTPMethod, _ fields: HeaderFields) -> GatewayError? {
        Admission(settings { _ in }, isUnix: false)
            .refusal(
                of: RequestHeadInfo(method: method, path: "/x", fields: fields, group: .read)
            )
    }

    @Test(arguments: ["cross-site", "same-site", "whatever"])
    func `what another site embeds or fetches is refused, without an Origin too`(site: String) {
        for (mode, destination) in [
            ("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe"),
            ("websocket", "websocket"),
        ] {
            let fields: HeaderFields = [
                "Host": "localhost", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode,
                "Sec-Fetch-Dest": destination,
            ]
            #expect(refusal(.get, fields) == .foreignSite, "\(mode) \(destination)")
        }
        let visit: HeaderFields = [
            "Host": "localhost", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        ]
        #expect(refusal(.get, visit) == nil)
        #expect(refusal(.post, visit) == .foreignSite)
    }

    @Test(arguments: ["same-origin", "none"])
    func `what its own page or the reader asks is let in`(site: String) {
        let fields: HeaderFields = ["Host": "localhost", "Sec-Fetch-Site": site]
        #expect(refusal(.get, fields) == nil)
    }
}
