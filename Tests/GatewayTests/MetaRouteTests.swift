// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `/meta` over a real socket.
@Suite struct MetaRouteTests {
    private struct Meta: Decodable, Equatable {
        let meta: [String: String]
        let bytes: Int
        let reserved: Int
        let left: Int
        let limit: Int
        let told: Bool?
    }

    /// A node with that metadata, so that its gateway begins with it.
    private func run(
        _ metadata: String,
        _ change: (inout GatewaySettings) -> Void = { _ in },
        _ body: (ServedNode) async throws -> Void
    ) async throws {
        let node = ScriptedNode()
        node.script.withLock { script in
            let member = Member("node1", meta: metadata)
            script.snapshot = MemberSnapshot(version: 17, localName: "node1", members: [member])
        }
        try await ServedNode.run(node, change, body)
    }

    private func told(_ served: ServedNode) -> [String] {
        served.node.script.withLock { $0.metadata.map { String(decoding: $0, as: UTF8.self) } }
    }

    private static let http = #""pingd":{"v":1,"http":"10.0.0.1:80"}"#

    @Test func `the tags are shown without what the node says of itself`() async throws {
        try await run("{\"zone\":\"1a\",\(Self.http)}") { served in
            let answer = try served.ask("GET /meta")
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "application/json")
            #expect(
                answer.body
                    == #"{"meta":{"zone":"1a"},"bytes":50,"reserved":37,"left":462,"limit":512}"#
                    + "\n"
            )
        }
        try await run("") { served in
            let meta: Meta = try served.ask("GET /meta").decoded()
            #expect(
                meta == Meta(meta: [:], bytes: 0, reserved: 0, left: 512, limit: 512, told: nil)
            )
        }
    }

    @Test func `other tags take the place of all, and the node's own words stay`() async throws {
        try await run("{\"zone\":\"1a\",\(Self.http)}") { served in
            let answer = try served.ask("PUT /meta", body: Array(#"{ "a" : "b" }"#.utf8))
            #expect(answer.status == 200, "\(answer.body)")
            let meta: Meta = try answer.decoded()
            #expect(meta.meta == ["a": "b"] && meta.told == true && meta.reserved == 37)
            #expect(told(served) == ["{\"a\":\"b\",\(Self.http)}"])
            let shown: Meta = try served.ask("GET /meta").decoded()
            #expect(shown.meta == ["a": "b"] && shown.told == nil)
        }
    }

    @Test func `no tags and nothing to announce are no bytes`() async throws {
        try await run(#"{"a":"b"}"#) { served in
            let answer = try served.ask("PUT /meta", body: Array("{}".utf8))
            #expect(answer.status == 200 && told(served) == [""])
        }
    }

    /// RFC 7396, appendix A, as far as the whole is an object.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, ""),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        (#"{"n":1.50}"#, #"{"m":[1e2,null]}"#, #"{"n":1.50,"m":[1e2,null]}"#),
    ])
    func `a patch is a merge patch`(before: String, patch: String, after: String) async throws {
        try await run(before) { served in
            let fields = ["Content-Type: application/merge-patch+json"]
            let answer = try served.ask("PATCH /meta", fields: fields, body: Array(patch.utf8))
            #expect(answer.status == 200, "\(answer.body)")
            #expect(told(served) == [after])
        }
    }

    @Test func `patches that come while others are being told all count`() async throws {
        try await run("") { served in
            served.node.script.withLock { $0.updateAnswer = nil }
            for name in ["a", "b", "c"] {
                _ = try served.open("PATCH /meta", body: Array(#"{"\#(name)":1}"#.utf8))
                while told(served).last?.contains(name) != true { await Task.yield() }
            }
            #expect(told(served).last == #"{"a":1,"b":1,"c":1}"#)
        }
    }

    @Test func `the limit is the true one, and the room that is left is said`() async throws {
        let other = "{\"zone\":\"1a\",\(Self.http)}"
        try await run(other) { served in
            // {"a":"…",…}: what is around the value, beside the reserved tag.
            let room = 512 - Self.http.utf8.count - 9
            func put(_ count: Int) throws -> RawConnection.Answer {
                let value = String(repeating: "x", count: count)
                return try served.ask("PUT /meta", body: Array(#"{"a":"\#(value)"}"#.utf8))
            }
            let refused = try put(room + 1)
            #expect(refused.status == 413)
            let problem: ProblemBody = try refused.decoded()
            #expect(problem.code == "metadata-too-large" && problem.limit == 512)
            #expect(problem.bytes == 513 && problem.left == 462)
            #expect(told(served) == [])
            let filled: Meta = try put(room).decoded()
            #expect(filled.left == 0)
            #expect(told(served).last?.utf8.count == 512)
            let more = try served.ask("PATCH /meta", body: Array(#"{"b":1}"#.utf8))
            #expect(more.status == 413)
            #expect(try more.decoded(ProblemBody.self).left == 0)
        }
    }

    @Test(arguments: [
        ("PUT", "", "application/json", 400, "The body is not JSON"),
        ("PUT", "[]", "application/json", 400, "must be a JSON object"),
        ("PATCH", "3", "application/json", 400, "must be a JSON object"),
        ("PUT", #"{"a":1,"a":2}"#, "application/json", 400, "is there twice"),
        ("PUT", #"{"pingd":{}}"#, "application/json", 400, "pingd is what the node says"),
        ("PATCH", #"{"pingd":null}"#, "application/json", 400, "pingd is what the node says"),
        (
            "PUT", #"{"a":"# + String(repeating: "[", count: 16), "application/json", 400,
            "16 levels"
        ),
        ("PUT", "{}", "application/octet-stream", 415, "only application/json."),
        ("PUT", "{}", "text/plain", 415, "only application/json"),
    ])
    func `what is no set of tags is refused`(
        method: String,
        body: String,
        type: String,
        status: Int,
        detail: String
    ) async throws {
        try await run(#"{"a":"b"}"#) { served in
            let fields = ["Content-Type: \(type)"]
            let answer = try served.ask("\(method) /meta", fields: fields, body: Array(body.utf8))
            #expect(answer.status == status)
            #expect(try answer.decoded(ProblemBody.self).detail.contains(detail), "\(answer.body)")
            #expect(told(served) == [])
        }
    }

    @Test(arguments: [
        ("PUT /meta?timeout=0s", "timeout must be"), ("PUT /meta?timeout=61s", "timeout must be"),
        ("PUT /meta?timeout=1s&timeout=1s", "given twice"), ("PATCH /meta?tiemout=1s", "tiemout"),
        ("GET /meta?x=1", "no parameter"),
    ])
    func `parameters are checked`(line: String, detail: String) async throws {
        try await run("") { served in
            let answer = try served.ask(line, body: Array("{}".utf8))
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).detail.contains(detail), "\(answer.body)")
        }
    }

    @Test func `whether all were told in time is said`() async throws {
        try await run("") { served in
            served.node.script.withLock { $0.updateAnswer = .failure(.timedOut) }
            let slow: Meta = try served.ask("PUT /meta", body: Array(#"{"a":"b"}"#.utf8)).decoded()
            #expect(slow.told == false && slow.meta == ["a": "b"])
        }
    }

    @Test func `packets that are too small for the tags leave them as they were`() async throws {
        try await run(#"{"a":"b"}"#) { served in
            served.node.script.withLock {
                $0.updateAnswer = .failure(.metadataTooLarge(bytes: 109, limit: 100))
            }
            let long = #"{"a":"\#(String(repeating: "x", count: 100))"}"#
            let answer = try served.ask("PUT /meta", body: Array(long.utf8))
            #expect(answer.status == 413)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.limit == 100 && problem.bytes == 109 && problem.left == 91)
            let shown: Meta = try served.ask("GET /meta").decoded()
            #expect(shown.meta == ["a": "b"])
        }
    }

    @Test func `a node that is leaving or has stopped has no more news`() async throws {
        try await run("") { served in
            served.node.script.withLock { $0.updateAnswer = .failure(.stopped) }
            #expect(try served.ask("PUT /meta", body: Array("{}".utf8)).status == 503)
            served.node.script.withLock { $0.updateAnswer = .failure(.leaving) }
            #expect(try served.ask("PUT /meta", body: Array("{}".utf8)).status == 409)
            served.node.script.withLock {
                $0.updateAnswer = nil
                $0.readiness = Node.Readiness(
                    wantsToJoin: false,
                    hasJoined: false,
                    isLeaving: true
                )
            }
            let answer = try served.ask("PUT /meta", body: Array("{}".utf8))
            #expect(answer.status == 409)
            #expect(try answer.decoded(ProblemBody.self).code == "leaving")
        }
    }

    @Test(arguments: [
        ("127.0.0.1:8946", "127.0.0.1:7946", "127.0.0.1:8946"),
        ("127.0.0.1:8946", "10.0.0.1:7946", nil), ("127.0.0.1:8946", nil, nil),
        ("0.0.0.0:8946", "10.0.0.1:7946", "10.0.0.1:8946"), ("0.0.0.0:8946", nil, nil),
        ("[::]:8946", "[fd00::1]:7946", "[fd00::1]:8946"),
        ("10.0.0.2:8946", "10.0.0.1:7946", "10.0.0.2:8946"),
        ("10.0.0.2:8946", nil, "10.0.0.2:8946"),
        ("[::1]:8946", "[::1]:7946", "[::1]:8946"), ("10.0.0.2:0", "10.0.0.1:7946", nil),
        ("unix:/run/pingd", "127.0.0.1:7946", nil),
    ])
    func `an address is announced where it leads to the API`(
        listener: String,
        advertised: String?,
        expected: String?
    ) {
        let announcement = Announcement(
            hasLanes: false,
            listener: listener,
            advertised: advertised
        )
        #expect(announcement?.http == expected)
        // That the node has lanes is said in any case.
        let other = Announcement(hasLanes: true, listener: listener, advertised: advertised)
        #expect(other?.http == expected)
        #expect(other?.hasLanes == true)
    }

    @Test func `the port that the system chose is announced once it is known`() async throws {
        try await run(#"{"a":"b"}"#) {
            $0.announces = true
            $0.hasLanes = true
        } _: { served in
            let expected = #"{"a":"b","pingd":{"v":1,"http":"\#(served.address)"}}"#
            #expect(told(served) == [expected])
            #expect(MemberMetadata(Array(expected.utf8))?.http == served.address)
        }
        try await run(#"{"a":"\#(String(repeating: "x", count: 500))"}"#) {
            $0.announces = true
            $0.hasLanes = true
        } _: { served in
            #expect(told(served) == [])
        }
    }
}
