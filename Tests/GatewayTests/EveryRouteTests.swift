// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway

/// What holds for every operation of `openapi.yaml`, so that a new one cannot be left out.
@Suite(.timeLimit(.minutes(2))) struct EveryRouteTests {
    /// What needs neither a token nor a permission.
    private static let open: Set = ["/healthz", "/readyz"]

    /// Method and path of each operation, and of HEAD wherever there is GET.
    private static func requests() throws -> [(method: String, path: String)] {
        try DescriptionTests.operations().sorted().flatMap { operation in
            let parts = operation.split(separator: " ")
            let path = String(parts[1].replacing(#/{\w+}/#, with: "node1"))
            let method = parts[0].uppercased()
            return [(method, path)] + (method == "GET" ? [("HEAD", path)] : [])
        }
    }

    /// The same without what is relayed, whose methods and bodies are the application's.
    private static func ownRequests() throws -> [(method: String, path: String)] {
        try requests().filter { !$0.path.hasPrefix("/proxy/") }
    }

    /// Asks each of them in some way, and expects one refusal and nothing done.
    private func expect(
        _ status: Int,
        _ code: String,
        beside open: Set<String> = [],
        _ settings: @escaping (inout GatewaySettings) -> Void = { _ in },
        fields: [String] = [],
        host: String? = "localhost"
    ) async throws {
        let left = Counted()
        var hooks = GatewayHooks()
        hooks.whenLeft = { left.add() }
        try await ServedNode.run(hooks: hooks, settings) { served in
            let requests = try Self.requests()
            #expect(requests.count >= 29)
            for (method, path) in requests {
                let answer = try served.ask(
                    "\(method) \(path)",
                    fields: fields + ["Content-Type: application/json"],
                    host: host,
                    body: Array("{}".utf8)
                )
                if open.contains(path) {
                    #expect(answer.status == 200 || answer.status == 503, "\(method) \(path)")
                    continue
                }
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.fields["content-type"] == "application/problem+json")
                guard method != "HEAD" else {
                    #expect(answer.body.isEmpty)
                    continue
                }
                #expect(try answer.decoded(ProblemBody.self).code == code, "\(method) \(path)")
            }
            served.node.script.withLock { script in
                #expect(script.orders.isEmpty && script.broadcasts.isEmpty)
                #expect(script.metadata.isEmpty && script.joins.isEmpty)
            }
            #expect(left.value == 0)
        }
    }

    @Test func `a name that was made to point here gets 421 at every path`() async throws {
        for host in ["evil.example", "localhost.evil.example:8946"] {
            try await expect(421, "misdirected-request", host: host)
        }
    }

    @Test func `a page of another origin gets 403 at every path`() async throws {
        try await expect(403, "foreign-origin", fields: ["Origin: http://evil.example"])
        try await expect(403, "foreign-origin", fields: ["Origin: null"])
        try await expect(
            403,
            "foreign-origin",
            fields: ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]
        )
    }

    @Test func `without the token all but health gets 401`() async throws {
        let token: (inout GatewaySettings) -> Void = {
            $0.tokens = [BearerToken(Array("s3cret".utf8))]
        }
        try await expect(401, "unauthorized", beside: Self.open, token)
        let wrong = ["Authorization: Bearer s3cre"]
        try await expect(401, "unauthorized", beside: Self.open, token, fields: wrong)
    }

    @Test func `where nothing is permitted all but health gets 403`() async throws {
        try await expect(403, "not-permitted", beside: Self.open, { $0.allowed = [] })
    }

    @Test func `a body above the limit gets 413 at every path that takes one`() async throws {
        try await ServedNode.run {
            $0.limits.bodyBytes = 1_000
        } _: { served in
            for (method, path) in try Self.ownRequests() where method != "GET" && method != "HEAD" {
                let answer = try served.ask(
                    "\(method) \(path)",
                    body: [UInt8](repeating: 0x20, count: 1_001)
                )
                #expect(answer.status == 413, "\(method) \(path)")
                #expect(try answer.decoded(ProblemBody.self).limit == 1_000)
            }
        }
    }

    @Test func `a body of a type that nobody reads gets 415 at every path that takes one`()
        async throws
    {
        try await ServedNode.run { served in
            // A key is removed by a parameter, and a call is bytes of any type.
            for (method, path) in try Self.ownRequests()
            where !["GET", "HEAD", "DELETE"].contains(method) && !path.hasPrefix("/rpc/") {
                let answer = try served.ask(
                    "\(method) \(path)",
                    fields: ["Content-Type: text/plain"],
                    body: Array("{}".utf8)
                )
                #expect(answer.status == 415, "\(method) \(path)")
                #expect(
                    try answer.decoded(ProblemBody.self).code == "unsupported-media-type",
                    "\(method) \(path)"
                )
            }
        }
    }

    @Test func `HEAD says what GET would, and no more`() async throws {
        try await ServedNode.run { served in
            for (method, path) in try Self.ownRequests() where method == "HEAD" {
                let query = path == "/owner" ? "?key=a" : ""
                let head = try served.ask("HEAD \(path)\(query)")
                #expect(head.body.isEmpty, "\(path)")
                // The answer with events has no end to wait for.
                guard path != "/events" else {
                    #expect(head.status == 200)
                    continue
                }
                let whole = try served.ask("GET \(path)\(query)")
                #expect(head.status == whole.status, "\(path)")
                #expect(head.fields["content-type"] == whole.fields["content-type"], "\(path)")
                #expect(head.fields["etag"] == whole.fields["etag"], "\(path)")
            }
        }
    }

    @Test func `another method gets 405 and what is allowed at every path`() async throws {
        try await ServedNode.run { served in
            let methods = try Dictionary(grouping: Self.ownRequests(), by: \.path)
                .mapValues { $0.map(\.method) }
            for (path, allowed) in methods {
                for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"]
                where !allowed.contains(method) {
                    let answer = try served.ask("\(method) \(path)")
                    #expect(answer.status == 405, "\(method) \(path)")
                    let allow = answer.fields["allow"]?.components(separatedBy: ", ") ?? []
                    #expect(Set(allow) == Set(allowed + ["OPTIONS"]), "\(method) \(path)")
                }
            }
        }
    }

    @Test func `a node that never answers is given up when its time is over`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { script in
                script.answer = { _ in nil }
                (script.broadcastAnswer, script.updateAnswer) = (nil, nil)
                (script.joinAnswer, script.leaveAnswer) = (nil, nil)
            }
            // All at once, for each has two seconds more than it asks for.
            let waiting = try [
                ("POST /send", #"{"text":"a","timeout":"1ms"}"#),
                ("POST /broadcast", #"{"text":"a"}"#), ("PUT /meta?timeout=1ms", "{}"),
                ("PATCH /meta?timeout=1ms", "{}"), ("POST /leave?timeout=1ms", ""),
                ("POST /join", #"{"addresses":"127.0.0.1:9","timeout":"1ms"}"#),
            ].map { line, body in (line, try served.open(line, body: Array(body.utf8))) }
            for (line, connection) in waiting {
                let answer = try connection.answer()
                #expect(answer.status == 503, "\(line)")
                #expect(try answer.decoded(ProblemBody.self).code == "node-unresponsive", "\(line)")
            }
        }
    }
}
