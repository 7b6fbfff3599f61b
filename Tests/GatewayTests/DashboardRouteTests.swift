// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import GatewayAPI
import Testing

@testable import Gateway

/// `GET /`, the page and the fields around it.
///
/// What it does stands in the tests with a browser.
@Suite struct DashboardRouteTests {
    private static let browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"

    private static func withToken(_ body: (ServedNode) async throws -> Void) async throws {
        try await ServedNode.run {
            $0.tokens = [BearerToken(Array("s3cret".utf8))]
        } _: { served in
            try await body(served)
        }
    }

    @Test func `the page is whole, and comes with what it may do`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /")
            #expect(answer.status == 200)
            #expect(answer.body.hasPrefix("<!DOCTYPE html>") && answer.body.hasSuffix("</html>\n"))
            #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
            #expect(answer.fields["content-length"] == "\(answer.body.utf8.count)")
            #expect(answer.fields["cache-control"] == "no-cache")
            #expect(answer.fields["x-content-type-options"] == "nosniff")
            #expect(answer.fields["referrer-policy"] == "no-referrer")
            #expect(answer.fields["access-control-allow-origin"] == nil)
        }
    }

    @Test func `its policy lets in its own style and script by their hashes, and nothing else`()
        async throws
    {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /")
            let page = answer.body
            let policy = try #require(answer.fields["content-security-policy"])
            func hash(_ element: String) throws -> String {
                let parts = page.components(separatedBy: "<\(element)>")
                #expect(parts.count == 2)
                let content = try #require(parts[1].components(separatedBy: "</\(element)>").first)
                let digest = Data(SHA256.hash(data: Data(content.utf8)))
                return "'sha256-\(digest.base64EncodedString())'"
            }
            let (script, style) = (try hash("script"), try hash("style"))
            #expect(
                policy.components(separatedBy: "; ") == [
                    "default-src 'none'", "script-src \(script)",
                    "style-src \(style)", "connect-src 'self'", "img-src data:",
                    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
                    "require-trusted-types-for 'script'",
                ]
            )
        }
    }

    @Test func `the page loads nothing, and has no way to read text as HTML`() async throws {
        try await ServedNode.run { served in
            let page = try served.ask("GET /").body
            for way in [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser",
                "createContextualFragment", "setHTML", "eval(", "new Function", "javascript:",
                "<script ", "<link rel=\"stylesheet", "@import", "url(", "<iframe", "<base",
                "localStorage", "document.cookie",
            ] {
                #expect(!page.contains(way), "\(way)")
            }
            #expect(!page.contains(#/<[a-z][^>]*\son[a-z]+=/#), "a handler in the page")
            #expect(!page.contains(#/<[a-z][^>]*\sstyle=/#), "a style in the page")
            let addresses = page.matches(of: #/https?://[a-z0-9.]+/#).map { String($0.0) }
            #expect(Set(addresses) == ["http://www.w3.org"], "names of SVG, which nobody loads")
        }
    }

    @Test func `HEAD has the fields of GET`() async throws {
        try await ServedNode.run { served in
            let get = try served.ask("GET /")
            let head = try served.ask("HEAD /")
            #expect(head.status == 200 && head.body == "")
            for name in ["content-length", "content-type", "etag", "content-security-policy"] {
                #expect(head.fields[name] == get.fields[name], "\(name)")
            }
        }
    }

    @Test func `who has the page is told so`() async throws {
        try await ServedNode.run { served in
            let tag = try #require(try served.ask("GET /").fields["etag"])
            #expect(tag.contains(#/^"[0-9a-f]{32}"$/#))
            for fresh in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let answer = try served.ask("GET /", fields: ["If-None-Match: \(fresh)"])
                #expect(answer.status == 304 && answer.body == "", "\(fresh)")
                #expect(answer.fields["etag"] == tag)
                #expect(answer.fields["content-security-policy"] != nil)
            }
            #expect(try served.ask("GET /", fields: ["If-None-Match: \"x\""]).status == 200)
        }
    }

    @Test func `a browser without the token gets the page that asks for it, with 401`()
        async throws
    {
        try await Self.withToken { served in
            let answer = try served.ask("GET /", fields: [Self.browser])
            #expect(answer.status == 401)
            #expect(answer.fields["www-authenticate"] == "Bearer realm=\"pingd\"")
            #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
            #expect(answer.fields["vary"] == "Accept")
            #expect(answer.fields["etag"] == nil)
            let bearer = "Authorization: Bearer s3cret"
            let whole = try served.ask("GET /", fields: [bearer])
            #expect(whole.status == 200)
            #expect(answer.body == whole.body)
            let policy = "content-security-policy"
            #expect(answer.fields[policy] == whole.fields[policy])
            let wrong = try served.ask(
                "GET /",
                fields: [Self.browser, "Authorization: Bearer x"]
            )
            #expect(wrong.status == 401 && wrong.body == whole.body)
            #expect(wrong.fields["www-authenticate"]?.contains("invalid_token") == true)
            let head = try served.ask("HEAD /", fields: [Self.browser])
            #expect(head.status == 401 && head.body == "")
            let fresh = try served.ask(
                "GET /",
                fields: [Self.browser, "If-None-Match: \(whole.fields["etag"] ?? "")"]
            )
            #expect(fresh.status == 401)
        }
    }

    @Test(arguments: [
        ("GET /", "Accept: */*"), ("GET /", "Accept: application/json"),
        ("GET /", "Accept: text/html;q=0, */*"), ("GET /", "Accept: text/htmlx"),
        ("GET /", "X-Nothing: text/html"), ("GET /members", browser), ("GET /nothing", browser),
        ("POST /", browser), ("GET //", browser),
    ])
    func `everybody else, and every other path, gets a problem`(
        request: String,
        field: String
    ) async throws {
        try await Self.withToken { served in
            let answer = try served.ask(request, fields: [field], body: [])
            #expect(answer.status == 401)
            #expect(answer.fields["content-type"] == "application/problem+json")
            #expect(try answer.decoded(ProblemBody.self).code == "unauthorized")
        }
    }

    @Test(arguments: ["Accept: text/html", "accept: TEXT/HTML ; q=0.5", "Accept: */*, text/html"])
    func `whoever names HTML is led to the page`(field: String) async throws {
        try await Self.withToken { served in
            let answer = try served.ask("GET /", fields: [field])
            #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
        }
    }

    @Test
    func `no page is shown under a foreign name, to a foreign site, or to whoever may not read`()
        async throws
    {
        try await Self.withToken { served in
            let host = try served.ask("GET /", fields: [Self.browser], host: "evil.example")
            #expect(host.status == 421)
            #expect(try host.decoded(ProblemBody.self).code == "misdirected-request")
            let frame = [
                Self.browser, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: iframe",
            ]
            let framed = try served.ask("GET /", fields: frame)
            #expect(framed.status == 403)
            #expect(try framed.decoded(ProblemBody.self).code == "foreign-origin")
        }
        try await ServedNode.run {
            $0.allowed = [.send]
        } _: { served in
            let answer = try served.ask("GET /", fields: [Self.browser])
            #expect(answer.status == 403)
            #expect(try answer.decoded(ProblemBody.self).code == "not-permitted")
        }
    }
}
