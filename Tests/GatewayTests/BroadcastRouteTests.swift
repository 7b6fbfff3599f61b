// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `POST /broadcast` over a real socket.
@Suite(.timeLimit(.minutes(2))) struct BroadcastRouteTests {
    @Test(arguments: [
        (#"{"key":"ping","value":0}"#, #"{"key":"ping","value":0}"#), (#"{"text":"a b"}"#, "a b"),
        (#"{"json": {"a": [1]}}"#, #"{"a":[1]}"#), (#"{"base64":"YWI="}"#, "ab"),
        (#"{"text":""}"#, ""),
    ])
    func `every form of payload is gossiped as it would be sent`(
        body: String,
        payload: String
    ) async throws {
        try await ServedNode.run { served in
            let answer = try served.post(body, to: "/broadcast")
            #expect(answer.status == 202)
            let result: BroadcastResultBody = try answer.decoded()
            #expect(result.members == 2)
            #expect(result.bytes == payload.utf8.count)
            #expect(result.id.utf8.count == 26)
            #expect(served.node.script.withLock { $0.broadcasts } == [Array(payload.utf8)])
        }
    }

    @Test func `bytes are gossiped as they are`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask(
                "POST /broadcast",
                fields: ["Content-Type: application/octet-stream"],
                body: [0, 255]
            )
            #expect(answer.status == 202)
            #expect(served.node.script.withLock { $0.broadcasts } == [[0, 255]])
        }
    }

    @Test func `with nobody else it is taken, and told to nobody`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.broadcastAnswer = .success(0) }
            let result: BroadcastResultBody =
                try served.post(#"{"text":"a"}"#, to: "/broadcast").decoded()
            #expect(result.members == 0)
        }
    }

    @Test(arguments: [
        (BroadcastError.payloadTooLarge(limit: 1_390), 413, "payload-too-large"),
        (.queueFull(limit: 1_024), 429, "overloaded"), (.stopped, 503, "node-stopped"),
    ])
    func `what the node refuses has its status`(
        error: BroadcastError,
        status: Int,
        code: String
    ) async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.broadcastAnswer = .failure(error) }
            let answer = try served.post(#"{"text":"a"}"#, to: "/broadcast")
            #expect(answer.status == status)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.code == code)
            #expect(problem.limit == (status == 413 ? 1_390 : nil))
        }
    }

    @Test func `a node that does not answer is given up`() async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { $0.broadcastAnswer = nil }
            let answer = try served.post(#"{"text":"a"}"#, to: "/broadcast")
            #expect(answer.status == 503)
        }
    }

    @Test(
        arguments: [
            ("{}", nil), (#"{"text":"a","key":"b","value":1}"#, "text"), (#"{"key":"a"}"#, "value"),
            (#"{"text":"a","to":"node2"}"#, "to"), (#"{"text":"a","reliable":true}"#, "reliable"),
            (#"{"value":-1,"key":"a"}"#, "value"), ("[]", nil), ("", nil), ("{", nil),
        ] as [(String, String?)]
    )
    func `what cannot be meant is refused, and nothing is gossiped`(
        body: String,
        field: String?
    ) async throws {
        try await ServedNode.run { served in
            let answer = try served.post(body, to: "/broadcast")
            #expect(answer.status == 400)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.field == field)
            #expect(served.node.script.withLock { $0.broadcasts }.isEmpty)
        }
    }

    @Test func `parameters and other types are refused`() async throws {
        try await ServedNode.run { served in
            #expect(try served.post(#"{"text":"a"}"#, to: "/broadcast?to=node2").status == 400)
            let answer = try served.post("a", type: "text/plain", to: "/broadcast")
            #expect(answer.status == 415)
            #expect(try served.ask("GET /broadcast").fields["allow"] == "POST, OPTIONS")
        }
    }
}
