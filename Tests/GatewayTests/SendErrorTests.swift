// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Testing

@testable import Gateway
@testable import Memberlist

/// Every way in which `POST /send` says no, over a real socket.
@Suite struct SendErrorTests {
    private func problem(
        _ answer: RawConnection.Answer,
        _ status: Int,
        _ code: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ProblemBody {
        let problem: ProblemBody = try answer.decoded()
        #expect(answer.status == status, "\(answer.body)", sourceLocation: sourceLocation)
        #expect(
            answer.fields["content-type"] == "application/problem+json",
            sourceLocation: sourceLocation
        )
        #expect(problem.status == status, sourceLocation: sourceLocation)
        #expect(problem.code == code, sourceLocation: sourceLocation)
        #expect(problem.type == "about:blank", sourceLocation: sourceLocation)
        #expect(!problem.title.isEmpty && !problem.detail.isEmpty, sourceLocation: sourceLocation)
        return problem
    }

    /// What a JSON body of `POST /send` is refused with; the node must not hear of it.
    private func refusal(of body: String) async throws -> ProblemBody {
        var result: ProblemBody?
        try await ServedNode.run { served in
            result = try problem(served.post(body), 400, "invalid-request")
            #expect(served.node.lastOrder == nil)
        }
        return try #require(result)
    }

    @Test(arguments: ["18446744073709551616", "-1", "1.5", "\"1\"", "-0", "1e2", "null", "[1]"])
    func `a value that is no 64-bit count is refused by name`(value: String) async throws {
        let problem = try await refusal(of: #"{"key":"ping","value":"# + value + "}")
        #expect(problem.field == "value")
        #expect(
            problem.detail.hasPrefix(
                "value must be a whole number from 0 to 18446744073709551615, not "
            )
        )
        #expect(!problem.retryable)
    }

    @Test(arguments: [
        (#"{"key":"ping"}"#, "value", "value is missing beside key."),
        (#"{"value":1}"#, "key", "key is missing beside value."),
        (#"{"key":1,"value":1}"#, "key", "key must be a string, not a number."),
        (#"{"text":null}"#, "text", "text must be a string, not null."),
        (
            #"{"text":"a","json":1}"#, "json",
            "text and json are both given; a message has one payload."
        ),
        (
            #"{"key":"a","value":1,"base64":""}"#, "base64",
            "key and base64 are both given; a message has one payload."
        ),
        (
            #"{"base64":"a"}"#, "base64",
            "base64 must be bytes in base64 with padding (RFC 4648 §4)."
        ),
        (
            #"{"text":"x","to":[]}"#, "to",
            "to is an empty array; leave it out to reach every other member."
        ),
        (#"{"text":"x","to":""}"#, "to", "to holds an empty name."),
        (
            #"{"text":"x","to":["a",1]}"#, "to",
            "to must be a name, an array of names, or an object with owner, not a number."
        ),
        (
            #"{"text":"x","to":null}"#, "to",
            "to must be a name, an array of names, or an object with owner, not null."
        ),
        (
            #"{"text":"x","reliable":"no"}"#, "reliable",
            "reliable must be true or false, not a string."
        ),
        (#"{"text":"x","timeout":5}"#, "timeout", "timeout must be a string, not a number."),
        (
            #"{"text":"x","timeout":"61s"}"#, "timeout",
            "timeout must be a duration such as 500ms or 10s, from 1ms to 1m."
        ),
        (
            #"{"text":"x","timeout":"0s"}"#, "timeout",
            "timeout must be a duration such as 500ms or 10s, from 1ms to 1m."
        ),
        (
            #"{"text":"x","timeout":"10"}"#, "timeout",
            "timeout must be a duration such as 500ms or 10s, from 1ms to 1m."
        ),
        (#"{"text":"x","too":"node2"}"#, "too", "There is no member \"too\" in a message to send."),
        (
            #"{"text":"x","text":"y"}"#, "text",
            "In the body, the key \"text\" at byte 12 is there twice."
        ),
        (#"{"json":{"a":1,"a":2}}"#, "a", "In the body, the key \"a\" at byte 15 is there twice."),
    ])
    func `a member that cannot be meant is refused by name`(
        body: String,
        field: String,
        detail: String
    ) async throws {
        let problem = try await refusal(of: body)
        #expect(problem.field == field)
        #expect(problem.detail == detail)
    }

    @Test(arguments: [
        ("", "The body is empty; a JSON object is expected."),
        ("[]", "The body must be a JSON object, not an array."),
        ("{}", "There is nothing to send: give key with value, or text, or json, or base64."),
        ("key=ping&value=0", "The body is not JSON: 'k' at byte 0 does not belong there."),
        (#"{"text":"x",}"#, "The body is not JSON: '}' at byte 12 does not belong there."),
        (#"{"text":"x"} x"#, "The body is not JSON: something follows the value at byte 13."),
        (#"{"text":"x""#, "The body is not JSON: it ends too early, after 11 bytes."),
        (
            #"{"value":01,"key":"a"}"#,
            "The body is not JSON: the number at byte 9 is not one of JSON's."
        ),
        (
            #"{"text":"\ud800"}"#,
            "The body is not JSON: the escape at byte 9 is half of a surrogate pair."
        ),
        (
            #"{"text":""}"#,
            "The payload is empty, and peers drop an empty message that comes by "
                + "stream; reliable: false sends it as a packet."
        ),
    ])
    func `a body that is no message is refused, saying why`(
        body: String,
        detail: String
    ) async throws {
        let problem = try await refusal(of: body)
        #expect(problem.field == nil)
        #expect(problem.detail == detail)
    }

    @Test func `a body nested deeper than the limit is refused, however deep`() async throws {
        let deep = String(repeating: "[", count: 400_000)
        let problem = try await refusal(of: "{\"json\":\(deep)")
        #expect(problem.detail.contains("deeper than \(BodyReader.maximumDepth) levels"))
    }

    @Test(arguments: [
        ("application/octet-stream", "/send?from=x", "from"),
        ("application/octet-stream", "/send?to=", "to"),
        ("application/octet-stream", "/send?reliable=maybe", "reliable"),
        ("application/octet-stream", "/send?reliable=true&reliable=true", "reliable"),
        ("application/octet-stream", "/send?timeout=2h", "timeout"),
        ("application/json", "/send?to=node2", "to"),
    ])
    func `a parameter that cannot be meant is refused by name`(
        type: String,
        path: String,
        field: String
    ) async throws {
        try await ServedNode.run { served in
            let answer = try served.post(#"{"text":"x"}"#, type: type, to: path)
            #expect(try problem(answer, 400, "invalid-request").field == field)
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test func `an unknown recipient is 404 and a dead one 409, by name`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .failure(.unknownMembers(["node7", "node8"])) }
            let unknown = try problem(served.post(#"{"text":"x"}"#), 404, "unknown-member")
            #expect(unknown.members == ["node7", "node8"])
            #expect(
                unknown.detail
                    == #"No member is called "node7", "node8"; nothing was sent to anyone."#
            )
            served.node.answer { _ in .failure(.membersNotAlive(["node2"])) }
            let dead = try problem(served.post(#"{"text":"x"}"#), 409, "member-not-alive")
            #expect(dead.members == ["node2"])
            #expect(dead.detail == #""node2" is dead or left; nothing was sent to anyone."#)
        }
    }

    @Test func `a payload that no packet can carry is 413 with the true limit`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .failure(.payloadTooLarge(limit: 1_397)) }
            let answer = try served.post(#"{"text":"x","reliable":false}"#)
            #expect(try problem(answer, 413, "payload-too-large").limit == 1_397)
        }
    }

    @Test func `a body over 1 MiB is 413 with the limit, and one of 1 MiB is read`() async throws {
        try await ServedNode.run { served in
            let fit = [UInt8](repeating: 0x78, count: 1_048_576)
            let fields = ["Content-Type: application/octet-stream"]
            #expect(try served.ask("POST /send", fields: fields, body: fit).status == 200)
            #expect(served.node.lastOrder?.payload.count == 1_048_576)
            let refused = try RawConnection(served.address)
            // The head alone must be enough to be refused.
            try refused.send(
                Array(
                    "POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n"
                        .utf8
                )
            )
            #expect(try problem(refused.answer(), 413, "body-too-large").limit == 1_048_576)
        }
    }

    @Test(arguments: ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json"])
    func `a body of another type is 415`(type: String) async throws {
        try await ServedNode.run { served in
            let answer = try served.post(#"{"text":"x"}"#, type: type)
            _ = try problem(answer, 415, "unsupported-media-type")
            #expect(answer.fields["accept"] == "application/json, application/octet-stream")
        }
    }

    @Test func `a compressed body is 415`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask(
                "POST /send",
                fields: ["Content-Encoding: gzip"],
                body: [0x1F, 0x8B]
            )
            _ = try problem(answer, 415, "unsupported-content-coding")
        }
    }

    @Test func `when no copy could be sent it is 502 with what became of each`() async throws {
        try await ServedNode.run { served in
            let failures: [DeliveryFailure] = [
                .timedOut, .connectionRefused, .unreachable(errno: EHOSTUNREACH),
                .connectionLost(errno: ECONNRESET), .unusableAddress, .stopped,
            ]
            served.node.answer { _ in
                .success(
                    failures.enumerated().map { index, failure in
                        Delivery(
                            recipient: "n\(index)",
                            path: .stream,
                            bytes: 1,
                            elapsed: .zero,
                            status: .failed,
                            isConfirmable: false,
                            failure: failure
                        )
                    }
                )
            }
            let body = try problem(served.post(#"{"text":"x"}"#), 502, "delivery-failed")
            #expect(body.retryable)
            #expect(body.id?.count == 26)
            #expect(body.results?.map(\.status) == Array(repeating: "failed", count: 6))
            #expect(
                body.results?.map(\.code) == [
                    "timed-out", "connection-refused", "unreachable", "connection-lost",
                    "unusable-address", "node-stopped",
                ]
            )
            #expect(body.results?[2].error?.contains("No route to host") == true)
        }
    }

    @Test func `a node with too much waiting is 429 with a time to come back`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .failure(.overloaded) }
            let answer = try served.post(#"{"text":"x"}"#)
            #expect(try problem(answer, 429, "overloaded").retryable)
            #expect(answer.fields["retry-after"] == "1")
        }
    }

    @Test func `a node that has stopped is 503`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .failure(.stopped) }
            _ = try problem(served.post(#"{"text":"x"}"#), 503, "node-stopped")
        }
    }
}
