// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `/keys` over a real socket.
@Suite struct KeysRouteTests {
    private struct Keys: Decodable, Equatable {
        struct Key: Decodable, Equatable {
            let id: String
            let primary: Bool
            let bits: Int
        }

        let keys: [Key]
        let saved: Bool
    }

    private static let first = [UInt8](repeating: 1, count: 32)
    private static let second = [UInt8](repeating: 2, count: 16)

    private static func list(_ keys: [[UInt8]], saved: Bool = false) -> Keys {
        Keys(
            keys: keys.enumerated().map {
                Keys.Key(id: Node.keyID(of: $1), primary: $0 == 0, bits: $1.count * 8)
            },
            saved: saved
        )
    }

    private func run(
        _ keys: [[UInt8]]?,
        save: (@Sendable ([[UInt8]]) -> String?)? = nil,
        _ body: (ServedNode) async throws -> Void
    ) async throws {
        let node = ScriptedNode()
        node.script.withLock { $0.keys = keys }
        var hooks = GatewayHooks()
        hooks.saveKeys = save
        try await ServedNode.run(node, hooks: hooks) { served in try await body(served) }
    }

    private func install(_ served: ServedNode, _ key: [UInt8]) throws -> RawConnection.Answer {
        try served.post(#"{"action":"install","key":"\#(Base64.encode(key))"}"#, to: "/keys")
    }

    @Test func `a key is replaced step by step, and only names are told`() async throws {
        try await run([Self.first]) { served in
            let id = (first: Node.keyID(of: Self.first), second: Node.keyID(of: Self.second))
            var bodies: [String] = []
            func check(_ answer: RawConnection.Answer, _ keys: [[UInt8]]) throws {
                #expect(answer.status == 200, "\(answer.body)")
                let body: Keys = try answer.decoded()
                #expect(body == Self.list(keys))
                #expect(served.node.script.withLock { $0.keys } == keys)
                bodies.append(answer.body)
            }
            try check(try served.ask("GET /keys"), [Self.first])
            try check(try install(served, Self.second), [Self.first, Self.second])
            try check(try install(served, Self.second), [Self.first, Self.second])
            let use = #"{"action":"use","id":"\#(id.second)"}"#
            try check(try served.post(use, to: "/keys"), [Self.second, Self.first])
            try check(try served.ask("DELETE /keys?id=\(id.first)"), [Self.second])
            for body in bodies {
                #expect(!body.contains(Base64.encode(Self.first)))
                #expect(!body.contains(Base64.encode(Self.second)))
            }
        }
    }

    @Test func `what would cut the node off is refused`() async throws {
        try await run([Self.first, Self.second]) { served in
            let primary = try served.ask("DELETE /keys?id=\(Node.keyID(of: Self.first))")
            #expect(primary.status == 409)
            #expect(try primary.decoded(ProblemBody.self).code == "primary-key")
            for answer in [
                try served.ask("DELETE /keys?id=0123456789abcdef"),
                try served.post(#"{"action":"use","id":"0123456789abcdef"}"#, to: "/keys"),
            ] {
                #expect(answer.status == 404)
                #expect(try answer.decoded(ProblemBody.self).code == "unknown-key")
            }
            #expect(served.node.script.withLock { $0.keys } == [Self.first, Self.second])
        }
    }

    @Test func `a node without a keyring has none to change`() async throws {
        try await run([]) { served in
            for answer in [
                try served.ask("GET /keys"), try install(served, Self.first),
                try served.ask("DELETE /keys?id=a"),
            ] {
                #expect(answer.status == 409)
                #expect(try answer.decoded(ProblemBody.self).code == "not-encrypted")
            }
            #expect(served.node.script.withLock { $0.keys } == [])
        }
        try await run(nil) { served in
            let answer = try served.ask("GET /keys")
            #expect(answer.status == 503)
        }
    }

    @Test func `a ring holds 16 keys`() async throws {
        try await run((0..<16).map { [UInt8](repeating: $0, count: 16) }) { served in
            let answer = try install(served, Self.first)
            #expect(answer.status == 409)
            #expect(try answer.decoded(ProblemBody.self).code == "keyring-full")
        }
    }

    @Test func `changes are written before they are made, one after the other`() async throws {
        let files = Files()
        try await run([Self.first], save: { files.write($0) }) { served in
            #expect(try install(served, Self.second).decoded(Keys.self).saved)
            #expect(files.written == [[Self.first, Self.second]])
            files.fail("the disk is full")
            let answer = try served.ask("DELETE /keys?id=\(Node.keyID(of: Self.second))")
            #expect(answer.status == 500)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.code == "keyring-not-saved" && problem.retryable)
            #expect(problem.detail == "Nothing was changed: the disk is full.")
            #expect(served.node.script.withLock { $0.keys } == [Self.first, Self.second])
            // What changes nothing needs no file.
            #expect(try install(served, Self.second).status == 200)
        }
    }

    @Test func `a change that the node does not make is no change, and the file follows the node`()
        async throws
    {
        let files = Files()
        try await run([Self.first], save: { files.write($0) }) { served in
            for (failure, status, code) in [
                (KeyError.unknownKey, 409, "keys-changed"), (.stopped, 503, "node-stopped"),
            ] {
                served.node.script.withLock { $0.keyFailure = failure }
                let answer = try install(served, Self.second)
                #expect(answer.status == status)
                #expect(try answer.decoded(ProblemBody.self).code == code)
                #expect(files.written.last == [Self.first])
            }
        }
    }

    @Test func `the last key stays, for it is the primary one`() async throws {
        try await run([Self.first]) { served in
            let answer = try served.ask("DELETE /keys?id=\(Node.keyID(of: Self.first))")
            #expect(answer.status == 409)
            #expect(try answer.decoded(ProblemBody.self).code == "primary-key")
        }
    }

    @Test(arguments: [
        ("", "empty"), ("{}", "action must be"), (#"{"action":"remove"}"#, "action must be"),
        (#"{"action":"install"}"#, "key is missing"), (#"{"action":"use"}"#, "id is missing"),
        (#"{"action":"install","key":"AAAA"}"#, "16, 24 or 32 bytes"),
        (#"{"action":"install","key":"secret!"}"#, "16, 24 or 32 bytes"),
        (#"{"action":"install","key":"AAAAAAAAAAAAAAAAAAAAAA==","id":"a"}"#, "id does not"),
        (#"{"action":"use","id":"a","key":"AAAAAAAAAAAAAAAAAAAAAA=="}"#, "key does not"),
        (#"{"action":"use","idd":"a"}"#, "no member"),
    ])
    func `an order that cannot be meant changes nothing`(
        body: String,
        detail: String
    ) async throws {
        try await run([Self.first]) { served in
            let answer = try served.post(body, to: "/keys")
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).detail.contains(detail), "\(answer.body)")
            #expect(!answer.body.contains("secret") && !answer.body.contains("AAAAAAAA"))
            #expect(served.node.script.withLock { $0.keys } == [Self.first])
        }
    }

    @Test(arguments: [
        "DELETE /keys", "DELETE /keys?id=a&id=b", "DELETE /keys?key=a", "GET /keys?x=1",
        "POST /keys?x=1",
    ])
    func `parameters are checked`(line: String) async throws {
        try await run([Self.first]) { served in
            let answer = try served.ask(line)
            #expect(answer.status == 400)
        }
    }
}

/// A place for keys that can be full.
private final class Files: Sendable {
    private let state = Mutex<(written: [[[UInt8]]], failure: String?)>(([], nil))

    var written: [[[UInt8]]] { state.withLock { $0.written } }

    func fail(_ reason: String) { state.withLock { $0.failure = reason } }

    func write(_ keys: [[UInt8]]) -> String? {
        state.withLock { state in
            if state.failure == nil { state.written.append(keys) }
            return state.failure
        }
    }
}
