// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import HTTP1
import HTTPServer
import Journal
import Testing

@testable import Gateway

/// `openapi.yaml` and the gateway agree.
@Suite struct DescriptionTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// `get /members`, for every operation that the file describes.
    static func operations() throws -> Set<String> {
        var operations: Set<String> = []
        var path = ""
        for line in try text("openapi.yaml").components(separatedBy: "\n") {
            if line.hasPrefix("components:") { break }
            if line.hasPrefix("  /") { path = line.trimmingCharacters(in: [" ", ":"]) }
            let word = line.trimmingCharacters(in: [" ", ":"])
            let isMethod = ["get", "post", "put", "patch", "delete"].contains(word)
            if isMethod, line.hasPrefix("    "), !line.hasPrefix("     ") {
                operations.insert("\(word) \(path)")
            }
        }
        return operations
    }

    @Test func `the description that is served is the file at the top, byte for byte`()
        async throws
    {
        try await ServedNode.run { served in
            let answer = try served.ask("GET /openapi.yaml")
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "application/yaml")
            #expect(answer.body == (try Self.text("openapi.yaml")))
        }
    }

    @Test func `every route is described, and every description has its route`() throws {
        var routes: Set<String> = []
        let folder = Self.root.appendingPathComponent("Sources/Gateway/Routes")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let source = try Self.text("Sources/Gateway/Routes/\(file)")
            for match in source.matches(of: #/\.on\(\.(\w+), "([^"]+)", for: \.\w+\)/#) {
                routes.insert("\(match.1) \(match.2)")
            }
        }
        // What takes every method is described with those that a description knows.
        for method in ["get", "post", "put", "patch", "delete"] {
            routes.insert("\(method) /proxy/{member}/{path}")
        }
        #expect(routes.count >= 10)
        #expect(try Self.operations() == routes)
    }

    @Test func `every described operation is answered, with its own id`() async throws {
        let ids = try Self.text("openapi.yaml").matches(of: #/operationId: (\w+)/#).map { $0.1 }
        let operations = try Self.operations()
        #expect(Set(ids).count == ids.count)
        #expect(ids.count == operations.count)
        try await ServedNode.run { served in
            for operation in operations {
                let request = operation.replacing(#/{\w+}/#, with: "nobody")
                let parts = request.split(separator: " ")
                // The answer with events has no end to wait for; its head has.
                let method = parts[1] == "/events" ? "HEAD" : parts[0].uppercased()
                let answer = try served.ask("\(method) \(parts[1])", body: [])
                #expect(method != "HEAD" || answer.status == 200, "\(operation)")
                let code = try? answer.decoded(ProblemBody.self).code
                #expect(code != "not-found" && code != "method-not-allowed", "\(operation)")
            }
        }
    }

    static let errors: [GatewayError] =
        [
            .invalidRequest(field: "to", reason: "x"), .noSuchMember("a"), .unknownMembers(["a"]),
            .membersNotAlive(["a"]), .payloadTooLarge(limit: 1), .unsupportedMediaType("a/b"),
            .unsupportedContentCoding("gzip"), .unauthorized(isTokenShown: true),
            .misdirected(host: "a"), .foreignOrigin("a"), .foreignSite,
            .notPermitted(.send, isTokenAtFault: true), .notPermitted(.read, isTokenAtFault: false),
            .deliveryFailed(id: "a", results: []),
            .metadataTooLarge(bytes: 600, reserved: 40, left: 400), .leaving,
            .joinFailed([JoinResultBody(address: "a", status: "failed", error: "x")]),
            .noLiveMember,
            .notEncrypted, .unknownKey("a"), .primaryKey("a"), .keyringFull(limit: 1),
            .keyringNotSaved("x"), .keysChanged,
            .overloaded, .nodeStopped, .nodeUnresponsive, .server(.badRequest(sentence: "x")),
            .server(.notFound(path: "/")), .server(.methodNotAllowed(method: .get, allow: [.post])),
            .server(.timeout), .server(.bodyTooLarge(limit: 1)), .server(.uriTooLong(limit: 1)),
            .server(.headTooLarge(sentence: "x")), .server(.expectationFailed),
            .server(.notImplemented(sentence: "x")), .server(.versionNotSupported),
            .server(.overloaded), .server(.tooManyConnections(limit: 1)),
            .server(.shuttingDown), .proxy(.loop), .proxy(.upgrade("a")), .proxy(.headTooLarge),
            .proxy(.notAlive(member: "a")), .proxy(.notCapable(member: "a")),
            .proxy(.unreachable(member: "a", reason: "x")), .proxy(.unknownMethod(member: "a")),
            .proxy(.overloaded(member: "a")), .proxy(.timeout(member: "a")),
            .proxy(.badAnswer(member: "a")),
            .call(.unknownMethod("a", member: "b")), .call(.deadline(member: "a")),
            .call(.unreachable(member: "a")), .call(.noLane(member: "a")),
            .call(.busy(member: "a")), .call(.failed(member: "a", words: "")),
            .call(.lost(member: "a")), .call(.tooLarge(limit: nil)), .call(.tooLarge(limit: 1)),
            .call(.unknownCall), .call(.leaseOver), .call(.answered), .call(.callOver),
            .call(.tooManyMethods), .noSuchMessage("a"), .journal(.closed),
            .journal(.diskFull(file: "x")), .journalUnresponsive,
            .keyInFlight, .keyInterrupted, .keyReused, .noJournal, .noSuchConsumer("a"),
            .noSuchDeadLetter(1), .tooManyConsumers(1), .tooManyWaiting,
            .outboxFull(messages: 1, bytes: 1),
        ]
        + RelayRefusal.Code.allCases.map { .proxy(.refused(RelayRefusal($0, "x."), member: "a")) }

    @Test func `every code that can be sent is described, and no other`() throws {
        let lines = try Self.text("openapi.yaml").components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.contains("- already-answered") })
        let described = lines[start...].prefix { $0.hasPrefix("            - ") }
            .map { $0.trimmingCharacters(in: [" ", "-"]) }
        #expect(described == Set(Self.errors.map(\.code)).sorted())
    }

    @Test(arguments: errors)
    func `what a client decodes of a problem is what was meant`(error: GatewayError) throws {
        let response = error.response
        let decoded = try JSONDecoder().decode(ProblemBody.self, from: Data(response.body))
        #expect(decoded == error.problem)
        #expect(response.status == error.status)
        #expect(response.fields["Content-Type"] == "application/problem+json")
        #expect(
            decoded.detail.hasSuffix(".") || decoded.detail.hasSuffix("…") || decoded.detail == "x"
        )
    }
}
