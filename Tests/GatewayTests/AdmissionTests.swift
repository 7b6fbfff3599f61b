// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import HTTP1
import HTTPServer
import Testing

@testable import Gateway

/// Who may ask.
@Suite struct AdmissionTests {
    private func settings(_ listen: GatewaySettings.Listen) -> GatewaySettings {
        var settings = GatewaySettings(version: "1")
        settings.listen = listen
        return settings
    }

    // MARK: - The bind rule

    @Test(arguments: ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
    func `loopback needs no token`(host: String) throws {
        try Gateway.validate(settings(.tcp(host: host, port: 8946)))
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "::ffff:10.0.0.1"])
    func `another address needs a token, or the word that it does not`(host: String) throws {
        var open = settings(.tcp(host: host, port: 8946))
        #expect(throws: GatewayStartError.self) { try Gateway.validate(open) }
        do {
            try Gateway.validate(open)
        } catch {
            guard case .openBindWithoutToken = error else { throw error }
            #expect(error.isUsersConfiguration)
            #expect(error.description.contains("--http-token-file"))
        }
        open.insecure = true
        try Gateway.validate(open)
        open.insecure = false
        open.tokens = [BearerToken(Array("secret".utf8))]
        try Gateway.validate(open)
    }

    @Test func `what cannot be meant is refused before anything starts`() {
        var wrong = settings(.tcp(host: "localhost", port: 1))
        #expect(throws: GatewayStartError.notAnAddress("localhost")) {
            try Gateway.validate(wrong)
        }
        wrong.listen = .unix(path: String(repeating: "a", count: 108))
        #expect(throws: GatewayStartError.self) { try Gateway.validate(wrong) }
        wrong = settings(.unix(path: "/tmp/x"))
        wrong.tokens = [BearerToken([])]
        #expect(throws: GatewayStartError.emptyToken) { try Gateway.validate(wrong) }
        wrong.tokens = [BearerToken(Array("a b".utf8))]
        #expect(throws: GatewayStartError.unusableToken) { try Gateway.validate(wrong) }
        wrong.tokens = []
        for threads in [0, 65, -1] {
            wrong.threads = threads
            #expect(throws: GatewayStartError.threadsOutOfRange(threads)) {
                try Gateway.validate(wrong)
            }
        }
        wrong.threads = 64
        for name in ["", "a:80", "http://a", "a b"] {
            wrong.hosts = [name]
            #expect(throws: GatewayStartError.invalidHostName(name)) {
                try Gateway.validate(wrong)
            }
        }
    }

    @Test func `an address in use is one sentence`() async throws {
        try await ServedNode.run { served in
            let port = UInt16(served.address.split(separator: ":").last!)!
            await #expect(throws: GatewayStartError.addressInUse(served.address)) {
                try await ServedNode.run {
                    $0.listen = .tcp(host: "127.0.0.1", port: port)
                } _: { _ in
                }
            }
        }
    }

    // MARK: - Host and Origin

    private func refusal(
        _ fields: HeaderFields,
        _ change: (inout GatewaySettings) -> Void = { _ in }
    ) -> GatewayError? {
        var settings = settings(.tcp(host: "127.0.0.1", port: 8946))
        change(&settings)
        return Admission(settings, isUnix: settings.isUnix, machineName: "Web1.example.com")
            .refusal(
                of: RequestHeadInfo(method: .get, path: "/members", fields: fields, group: .read)
            )
    }

    @Test(arguments: [
        "localhost", "LocalHost:8946", "localhost.", "127.0.0.1:8946", "10.1.2.3", "[::1]:8946",
        "[2001:db8::1]", "web1.example.com", "WEB1", "web1:80", "node.test", "Node.Test.:1",
    ])
    func `a host that leads here is let in`(host: String) {
        #expect(refusal(["Host": host]) { $0.hosts = ["node.TEST"] } == nil)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "2130706433",
        "0x7f.0.0.1", "example.com", "::1", "127.1",
    ])
    func `a host that does not is refused`(host: String) {
        #expect(refusal(["Host": host]) == .misdirected(host: host))
    }

    @Test func `on a unix socket any host will do`() {
        #expect(refusal(["Host": "pingd"]) { $0.listen = .unix(path: "/x") } == nil)
    }

    @Test(arguments: [
        ("http://localhost:8946", "localhost:8946"), ("http://127.0.0.1:8946", "127.0.0.1:8946"),
        ("http://localhost", "localhost:80"), ("https://web1", "web1:443"),
        ("http://[::1]:8946", "[::1]:8946"), ("https://WEB1", "web1"),
    ])
    func `a page of this very origin is let in`(origin: String, host: String) {
        #expect(refusal(["Host": host, "Origin": origin]) == nil)
    }

    @Test(arguments: [
        "null", "", "http://evil.example", "http://localhost:3000", "http://127.0.0.1:8946",
        "ftp://localhost:8946", "localhost:8946", "http://localhost:8946.evil.example",
        "http://localhost:8946@evil.example", "https://localhost",
    ])
    func `a page of any other origin is refused`(origin: String) {
        #expect(
            refusal(["Host": "localhost:8946", "Origin": origin]) == .foreignOrigin(origin)
        )
    }

    @Test func `one foreign origin among several is enough`() {
        let fields: HeaderFields = [
            "Host": "localhost", "Origin": "http://localhost", "origin": "http://evil.example",
        ]
        #expect(refusal(fields) == .foreignOrigin("http://evil.example"))
    }

    // MARK: - The token

    @Test(arguments: [
        ["Bearer s3cret"], ["bearer s3cret"], ["BEARER   s3cret"],
    ])
    func `the token opens`(fields: [String]) {
        #expect(BearerToken(Array("s3cret".utf8)).matches(fields))
    }

    @Test(arguments: [
        [], [""], ["Bearer"], ["Bearer "], ["Bearer s3cre"], ["Bearer s3crett"], ["Bearer S3CRET"],
        ["Basic s3cret"], ["s3cret"], ["Bearers3cret"], ["Bearer s3cret "], ["\"earer s3cret"],
        ["Bearer s3cret", "Bearer s3cret"],
    ])
    func `anything else does not`(fields: [String]) {
        #expect(!BearerToken(Array("s3cret".utf8)).matches(fields))
    }

    // MARK: - Over a real socket

    @Test func `without the token there is 401, and health all the same`() async throws {
        try await ServedNode.run {
            $0.tokens = [BearerToken(Array("s3cret".utf8))]
        } _: { served in
            for request in ["GET /members", "POST /send", "GET /nothing", "GET /healthz/x"] {
                let answer = try served.ask(request, body: [])
                #expect(answer.status == 401, "\(request)")
                #expect(answer.fields["www-authenticate"] == "Bearer realm=\"pingd\"")
                #expect(try answer.decoded(ProblemBody.self).code == "unauthorized")
            }
            let wrong = try served.ask("GET /members", fields: ["Authorization: Bearer x"])
            #expect(wrong.status == 401)
            #expect(wrong.fields["www-authenticate"]?.contains("invalid_token") == true)
            let right = try served.ask("GET /members", fields: ["Authorization: Bearer s3cret"])
            #expect(right.status == 200)
            #expect(try served.ask("GET /healthz").status == 200)
            #expect(try served.ask("HEAD /readyz").status == 200)
        }
    }

    @Test func `a foreign host is 421 and a foreign page 403`() async throws {
        try await ServedNode.run { served in
            let host = try served.ask("GET /members", host: "evil.example")
            #expect(host.status == 421)
            #expect(try host.decoded(ProblemBody.self).code == "misdirected-request")
            let page = try served.ask(
                "POST /send",
                fields: ["Origin: https://evil.example", "Content-Type: text/plain"],
                body: Array(#"{"text":"x"}"#.utf8)
            )
            #expect(page.status == 403)
            #expect(try page.decoded(ProblemBody.self).code == "foreign-origin")
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test func `a unix socket serves its owner alone and is gone afterwards`() async throws {
        let path = "/tmp/pingd-gateway-\(UInt32.random(in: 0...UInt32.max)).sock"
        try await ServedNode.run {
            $0.listen = .unix(path: path)
        } _: { served in
            #expect(served.address == "unix:\(path)")
            #expect(try served.ask("GET /members", host: "pingd").status == 200)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
