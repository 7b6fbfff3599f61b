// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Testing

@testable import Gateway
@testable import Memberlist

/// What `POST /send` makes of a message, over a real socket.
@Suite struct SendRouteTests {
    /// The order that a JSON body becomes.
    private func order(_ body: String, type: String? = nil) async throws -> SendOrder? {
        var order: SendOrder?
        try await ServedNode.run { served in
            let answer = try served.post(body, type: type)
            #expect(answer.status == 200, "\(answer.body)")
            order = served.node.lastOrder
        }
        return order
    }

    private func payload(_ body: String) async throws -> String {
        String(decoding: try #require(try await order(body)).payload, as: UTF8.self)
    }

    @Test func `what curl -d sends becomes the bytes a stock Go node reads`() async throws {
        let order = try #require(
            try await order(
                #"{"key":"ping","value":0}"#,
                type: "application/x-www-form-urlencoded"
            )
        )
        #expect(String(decoding: order.payload, as: UTF8.self) == #"{"key":"ping","value":0}"#)
        #expect(order.recipients == .everyoneElse)
        #expect(order.reliable)
        #expect(order.timeout == .seconds(10))
    }

    @Test(arguments: [
        (
            #"{"value": 18446744073709551615, "key": "a<b"}"#,
            #"{"key":"a\u003cb","value":18446744073709551615}"#
        ),
        (#"{"text":"h\u00e9 \ud83d\ude00"}"#, "hé 😀"),
        (
            #"{"json": { "a" : [ 1.0, 1E400, " x " ] , "b":null} }"#,
            #"{"a":[1.0,1E400," x "],"b":null}"#
        ),
        (#"{"json":null}"#, "null"),
        (#"{"json":false}"#, "false"),
        (#"{"base64":"aGk="}"#, "hi"),
        (" {\n\"text\":\"x\"}\r\n", "x"),
    ])
    func `each kind of payload becomes its bytes`(body: String, expected: String) async throws {
        #expect(try await payload(body) == expected)
    }

    @Test func `how a message travels and whom it reaches is taken from the body`() async throws {
        let one = try await order(#"{"text":"x","to":"node2","reliable":false,"timeout":"500ms"}"#)
        #expect(one?.recipients == .named(["node2"]))
        #expect(one?.reliable == false)
        #expect(one?.timeout == .milliseconds(500))
        let several = try await order(#"{"text":"x","to":["b","a"],"timeout":"1m"}"#)
        #expect(several?.recipients == .named(["b", "a"]))
        #expect(several?.timeout == .seconds(60))
    }

    @Test(arguments: [
        nil, "application/json", "Application/JSON; charset=utf-8", "application/ld+json",
    ])
    func `a body of a JSON type, or of none, is JSON`(type: String?) async throws {
        #expect(try await order(#"{"text":"x"}"#, type: type)?.payload == Array("x".utf8))
    }

    @Test func `the bytes of an octet stream are the payload as they are`() async throws {
        try await ServedNode.run { served in
            let bytes: [UInt8] = [0, 255, 0x7B, 10]
            let answer = try served.ask(
                "POST /send?to=a+b&to=c%2Fd&reliable=false&timeout=2s",
                fields: ["Content-Type: application/octet-stream"],
                body: bytes
            )
            #expect(answer.status == 200)
            let order = try #require(served.node.lastOrder)
            #expect(order.payload == bytes)
            #expect(order.recipients == .named(["a b", "c/d"]))
            #expect(!order.reliable)
            #expect(order.timeout == .seconds(2))
        }
    }

    @Test func `an octet stream without parameters goes to everyone else, reliably`() async throws {
        try await ServedNode.run { served in
            let answer = try served.post("raw", type: "application/octet-stream")
            #expect(answer.status == 200)
            #expect(served.node.lastOrder?.recipients == .everyoneElse)
            #expect(served.node.lastOrder?.reliable == true)
        }
    }

    @Test func `the answer says of every copy what became of it`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in
                .success([
                    Delivery(
                        recipient: "node2",
                        path: .stream,
                        bytes: 24,
                        elapsed: .microseconds(410),
                        status: .sent,
                        isConfirmable: false
                    ),
                    Delivery(
                        recipient: "node3",
                        path: .stream,
                        bytes: 24,
                        elapsed: .seconds(2),
                        status: .failed,
                        isConfirmable: false,
                        failure: .connectionRefused
                    ),
                    Delivery(
                        recipient: "node1",
                        path: .local,
                        bytes: 24,
                        elapsed: .zero,
                        status: .sent,
                        isConfirmable: false
                    ),
                ])
            }
            let answer = try served.post(#"{"key":"ping","value":0}"#)
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "application/json")
            let body: SendResultBody = try answer.decoded()
            #expect(body.sent == 2 && body.failed == 1)
            #expect(body.id.count == 26)
            #expect(
                answer.body
                    == #"{"id":""# + body.id + #"","sent":2,"delivered":0,"failed":1,"#
                    + #""pending":0,"results":["#
                    + #"{"to":"node2","status":"sent","via":"stream","confirmable":false,"#
                    + #""bytes":24,"ms":0.41},"#
                    + #"{"to":"node3","status":"failed","via":"stream","confirmable":false,"#
                    + #""bytes":24,"ms":2000,"#
                    + #""error":"nothing listens at the member's address","#
                    + #""code":"connection-refused"},"#
                    + #"{"to":"node1","status":"sent","via":"local","confirmable":false,"#
                    + #""bytes":24,"ms":0}]}"# + "\n"
            )
        }
    }

    @Test func `without any other member nothing is sent and nothing has failed`() async throws {
        try await ServedNode.run { served in
            let body: SendResultBody = try served.post(#"{"text":"x"}"#).decoded()
            #expect(body.sent == 0 && body.failed == 0 && body.results.isEmpty)
        }
    }

    @Test func `ids are different and sort by time`() async throws {
        try await ServedNode.run { served in
            let ids = try (0..<3).map { _ in
                try served.post(#"{"text":"x"}"#).decoded(SendResultBody.self).id
            }
            #expect(Set(ids).count == 3)
            #expect(ids.map { $0.prefix(10) } == ids.map { $0.prefix(10) }.sorted())
        }
    }

    @Test func `a node that takes its time holds nobody else up`() async throws {
        try await ServedNode.run { served in
            served.node.answer { order in order.timeout == .seconds(60) ? nil : .success([]) }
            let waiting = try served.open(
                "POST /send",
                body: Array(#"{"text":"x","timeout":"60s"}"#.utf8)
            )
            #expect(try served.post(#"{"text":"x"}"#).status == 200)
            withExtendedLifetime(waiting) {}
        }
    }

    @Test func `a node that never answers is answered for, some time after the timeout`()
        async throws
    {
        try await ServedNode.run { served in
            served.node.answer { _ in nil }
            let answer = try served.post(#"{"text":"x","timeout":"1ms"}"#)
            #expect(answer.status == 503)
            #expect(try answer.decoded(ProblemBody.self).code == "node-unresponsive")
        }
    }
}
