// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A pingd node, seen from outside: its process, its standard streams, its HTTP API.
final class Pingd: Sendable {
    /// A member as `GET /members` shows it.
    struct Member: Decodable, Equatable {
        let name: String
        let address: String
        let state: String
        let incarnation: UInt32
        let metaBase64: Data
    }

    struct Members: Decodable {
        let version: UInt64
        let members: [Member]

        subscript(name: String) -> Member? { members.first { $0.name == name } }

        /// Names of the members in that state, in order.
        func names(_ state: String) -> [String] {
            members.filter { $0.state == state }.map(\.name)
        }
    }

    struct Sent: Decodable {
        struct Result: Decodable {
            let to: String
            let status: String
            let via: String?
            let confirmable: Bool?
            let bytes: Int?
        }

        let sent: Int
        let failed: Int
        let results: [Result]
    }

    /// An HTTP status and body.
    struct Answer {
        let status: Int
        let body: String

        func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
            guard status == 200 else {
                throw Child.StartError(description: "HTTP \(status): \(body)")
            }
            return try JSONDecoder().decode(type, from: Data(body.utf8))
        }
    }

    let name: String
    let port: UInt16
    let httpPort: UInt16
    let place: Place
    let child: Child

    var address: String { place.endpoint(port) }
    var url: String { "http://127.0.0.1:\(httpPort)" }

    fileprivate init(
        name: String,
        place: Place,
        port: UInt16,
        httpPort: UInt16,
        arguments: [String]
    ) throws {
        self.name = name
        self.place = place
        self.port = port
        self.httpPort = httpPort
        child = try place.start(
            Installation.pingd,
            [
                "--name", name, "--bind", place.endpoint(port), "--http", "127.0.0.1:\(httpPort)",
                "--profile", "local",
            ] + arguments,
            name: name
        )
    }

    /// Asks with curl, which is what users do.
    func ask(
        _ path: String,
        _ arguments: [String] = [],
        input: [UInt8] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> Answer {
        let asked = try await place.run(
            "curl",
            ["--silent", "--show-error", "--write-out", "\n%{http_code}\n"] + arguments
                + [url + path],
            input: input,
            within: limit
        )
        var lines = asked.output.split(separator: "\n", omittingEmptySubsequences: false)
        lines.removeLast()
        guard let status = lines.popLast().flatMap({ Int($0) }), status > 0 else {
            throw Child.StartError(description: "\(name): \(asked.errors)")
        }
        return Answer(status: status, body: lines.joined(separator: "\n"))
    }

    func members() async throws -> Members {
        try await ask("/members").decode(Members.self)
    }

    /// Waits until this node's view satisfies the condition; the API tells when it changes.
    @discardableResult
    func members(
        _ what: String,
        within limit: Duration = .seconds(20),
        until condition: (Members) -> Bool
    ) async throws -> Members {
        let deadline = ContinuousClock.now + limit
        var view = try await members()
        while !condition(view) {
            guard ContinuousClock.now < deadline else {
                let seen = view.members.map { "\($0.name) \($0.state)" }.joined(separator: ", ")
                throw Child.StartError(description: "\(name) does not see \(what), but \(seen)")
            }
            view = try await ask("/members?after=\(view.version)&wait=2s").decode(Members.self)
        }
        return view
    }

    /// Waits until this node sees exactly those members alive.
    @discardableResult
    func sees(alive names: String..., within limit: Duration = .seconds(20)) async throws
        -> Members
    {
        try await members("\(names) alive", within: limit) { $0.names("alive") == names.sorted() }
    }

    /// Sends with a JSON body.
    func send(json: String) async throws -> Sent {
        try await ask("/send", ["--data", json]).decode(Sent.self)
    }

    /// Sends those bytes as they are.
    func send(_ bytes: [UInt8], to member: String) async throws -> Sent {
        try await ask(
            "/send?to=\(member)",
            ["--header", "Content-Type: application/octet-stream", "--data-binary", "@-"],
            input: bytes
        ).decode(Sent.self)
    }

    /// The counters of `GET /self`.
    func counters() async throws -> [String: UInt64] {
        struct Counted: Decodable {
            let counters: [String: UInt64]
        }
        return try await ask("/self").decode(Counted.self).counters
    }

    /// Method and path of every operation that the node's own description has.
    func operations() async throws -> [(method: String, path: String)] {
        var operations: [(method: String, path: String)] = []
        var path = ""
        for line in try await ask("/openapi.yaml").body.split(separator: "\n") {
            if line.hasPrefix("components:") { break }
            let word = String(line.drop { $0 == " " }.prefix { $0 != ":" })
            switch line.count - line.drop(while: { $0 == " " }).count {
            case 2 where word.hasPrefix("/"): path = word.replacing("{name}", with: name)
            case 4 where ["get", "post", "put", "patch", "delete"].contains(word):
                operations.append((word.uppercased(), path))
            default: break
            }
        }
        return operations
    }

    /// Waits until a counter of what was dropped has grown.
    func countsDrops(since before: [String: UInt64], within limit: Duration) async throws {
        try await eventually("\(name) to count what it dropped", within: limit) {
            try await counters().contains { name, count in
                !name.hasPrefix("http-") && name.contains("drop") && count > before[name] ?? 0
            }
        }
    }

    /// Lines of the log above info.
    var warnings: [String] {
        child.errors.elements().filter { line in
            ["warning", "error", "critical"].contains { line.localizedCaseInsensitiveContains($0) }
        }
    }

    /// Waits until the transcript holds that line.
    func prints(_ line: String, from mark: Int = 0) async throws {
        try await child.output.first("\"\(line)\" from \(name)", from: mark, within: .seconds(20)) {
            $0 == line ? () : nil
        }
    }
}

extension Scene {
    /// Starts a node and waits until it answers HTTP.
    func pingd(
        _ name: String,
        _ arguments: [String] = [],
        at place: Place = .loopback,
        port: UInt16 = FreePorts.one(),
        httpPort: UInt16 = FreePorts.one()
    ) async throws -> Pingd {
        let node = try Pingd(
            name: name,
            place: place,
            port: port,
            httpPort: httpPort,
            arguments: arguments
        )
        keep(node.child)
        try await eventually("\(name) to answer", within: .seconds(20)) {
            guard !node.child.hasEnded else {
                let said = node.child.errors.elements().joined(separator: "\n")
                throw Child.StartError(description: "\(name) ended at its start: \(said)")
            }
            return (try? await node.ask("/healthz"))?.status == 200
        }
        return node
    }
}
