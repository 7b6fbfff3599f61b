// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist
@testable import Messaging

/// Calls over real sockets, and over a node that leads each call back to its own desk.
@Suite(.timeLimit(.minutes(2))) struct CallRouteTests {
    private struct Taken: Decodable, Equatable, Sendable {
        var id: String
        var method: String
        var from: String
        var deadline: String?
        var attempt: Int
        var leaseUntil: String
        var bytes: Int
        var text: String?
        var base64: String
    }

    /// Both ends of a call, without a network: what one end does, the other is told at once.
    private static func lead(
        _ order: CallOrder,
        _ listener: @escaping CallListener,
        to calls: CallService
    )
        -> Exchange
    {
        let callee = Mutex<CallListener?>(nil)
        let early = Mutex<[CallEvent]>([])
        let backward = Exchange { action in
            switch action {
            case .reply(let status, let body, let isStreamed):
                listener(.reply(status, body: body, isStreamed: isStreamed))
            case .write(let bytes, let isLast):
                listener(.body(bytes, isLast: isLast))
                let hear = callee.withLock { $0 }
                if let hear {
                    hear(.taken(bytes.count))
                } else {
                    early.withLock { $0.append(.taken(bytes.count)) }
                }
            case .consume: break
            case .stop(let status): listener(.stopped(status))
            case .cancel: listener(.ended(.cancelled))
            }
        }
        let hear = calls.take(
            IncomingCall(
                caller: "node1",
                method: order.method,
                body: order.body,
                isStreamed: order.isStreamed,
                budget: order.timeout,
                exchange: backward
            )
        )
        callee.withLock { $0 = hear }
        for event in early.withLock({ $0 }) { hear(event) }
        return Exchange { action in
            switch action {
            case .write(let bytes, let isLast):
                hear(.body(bytes, isLast: isLast))
                listener(.taken(bytes.count))
            case .cancel: hear(.ended(.cancelled))
            default: break
            }
        }
    }

    private static func run(
        _ limits: CallDeskLimits = CallDeskLimits(),
        _ body: (ServedNode) async throws -> Void
    ) async throws {
        let calls = CallService(limits)
        let node = ScriptedNode()
        node.script.withLock { script in
            script.call = { order, listener in lead(order, listener, to: calls) }
        }
        try await ServedNode.run(node, calls: calls) { try await body($0) }
    }

    /// Makes a taker known, who then has gone again.
    private func announce(_ served: ServedNode, _ query: String = "") throws {
        #expect(try served.ask("GET /rpc/next\(query)").status == 204)
    }

    @Test func `a call is taken, answered, and its answer comes back as bytes`() async throws {
        try await Self.run { served in
            try announce(served)
            let caller = try served.open("POST /rpc/node1/add", body: Array("1+1".utf8))
            let taken: Taken = try served.ask("GET /rpc/next?wait=60s").decoded()
            #expect((taken.method, taken.from, taken.attempt) == ("add", "node1", 1))
            #expect((taken.text, taken.base64, taken.bytes) == ("1+1", "MSsx", 3))
            #expect(taken.id.utf8.count == 32 && taken.deadline != nil)
            let reply = try served.ask("POST /rpc/\(taken.id)/reply", body: Array("2".utf8))
            #expect(reply.status == 204)
            let answer = try caller.answer()
            #expect((answer.status, answer.body) == (200, "2"))
            #expect(answer.fields["content-type"] == "application/octet-stream")
            let again = try served.ask("POST /rpc/\(taken.id)/reply", body: [])
            #expect(again.status == 409)
            #expect(try again.decoded(ProblemBody.self).code == "already-answered")
        }
    }

    @Test func `whoever waits for calls is woken, and bodies of a megabyte come whole`()
        async throws
    {
        try await Self.run { served in
            let taker = try served.open("GET /rpc/next?wait=5m&methods=big")
            try await served.parks(1)
            let body = [UInt8](repeating: 0x78, count: 1 << 20)
            let caller = try served.open("POST /rpc/node1/big", body: body)
            let taken: Taken = try taker.answer().decoded()
            #expect(taken.bytes == 1 << 20 && taken.text?.utf8.count == 1 << 20)
            #expect(try served.ask("POST /rpc/\(taken.id)/reply", body: body).status == 204)
            let answer = try caller.answer()
            #expect(answer.status == 200 && answer.body.utf8.count == 1 << 20)
        }
    }

    @Test func `a method that nobody serves gets 404`() async throws {
        try await Self.run { served in
            try announce(served, "?methods=a")
            let answer = try served.ask("POST /rpc/node1/b", body: [])
            #expect(answer.status == 404)
            #expect(try answer.decoded(ProblemBody.self).code == "unknown-method")
        }
    }

    @Test func `an application's failure comes with its words`() async throws {
        try await Self.run { served in
            try announce(served)
            let caller = try served.open("POST /rpc/node1/a", body: [])
            let taken: Taken = try served.ask("GET /rpc/next?wait=60s").decoded()
            _ = try served.ask(
                "POST /rpc/\(taken.id)/reply?status=failed",
                body: Array("no disk".utf8)
            )
            let answer = try caller.answer()
            #expect(answer.status == 502)
            let problem: ProblemBody = try answer.decoded()
            #expect((problem.code, problem.detail) == ("application-failed", "no disk"))
        }
    }

    @Test func `a lease that is not answered goes to the next taker`() async throws {
        try await Self.run { served in
            try announce(served)
            let caller = try served.open("POST /rpc/node1/a?timeout=60s", body: [])
            let first: Taken = try served.ask("GET /rpc/next?wait=60s&lease=1s").decoded()
            let second: Taken = try served.ask("GET /rpc/next?wait=60s&lease=60s").decoded()
            #expect((first.attempt, second.attempt) == (1, 2) && first.id != second.id)
            let late = try served.ask("POST /rpc/\(first.id)/reply", body: [])
            #expect(late.status == 409)
            #expect(try late.decoded(ProblemBody.self).code == "lease-over")
            _ = try served.ask("POST /rpc/\(second.id)/reply", body: Array("ok".utf8))
            #expect(try caller.answer().body == "ok")
        }
    }

    @Test func `too many calls get 429 and when to come again`() async throws {
        var limits = CallDeskLimits()
        limits.calls = 0
        try await Self.run(limits) { served in
            try announce(served)
            let answer = try served.ask("POST /rpc/node1/a", body: [])
            #expect((answer.status, answer.fields["retry-after"]) == (429, "1"))
            #expect(try answer.decoded(ProblemBody.self).code == "busy")
        }
    }

    @Test(arguments: [
        (CallFailure.unknownMember, 404, "unknown-member"),
        (.memberNotAlive, 409, "member-not-alive"), (.notCapable, 502, "no-lane"),
        (.unreachable, 502, "unreachable"), (.deadline, 504, "deadline"),
        (.cancelled, 502, "call-lost"), (.forgotten, 502, "call-lost"),
        (.tooLarge(bytes: 9, limit: 8), 413, "payload-too-large"), (.overloaded, 429, "busy"),
        (.stopped, 503, "node-stopped"),
    ])
    func `every failure of the node has its status`(
        failure: CallFailure,
        status: Int,
        code: String
    ) async throws {
        try await ServedNode.run { served in
            served.node.script.withLock { script in
                script.call = { _, listener in
                    listener(.ended(failure))
                    return Exchange { _ in }
                }
            }
            let answer = try served.ask("POST /rpc/node2/a", body: [])
            #expect(answer.status == status)
            #expect(try answer.decoded(ProblemBody.self).code == code)
        }
    }

    @Test(arguments: [
        ("GET /rpc/next?lease=0s", "lease"), ("GET /rpc/next?methods=", "methods"),
        ("GET /rpc/next?methods=a,,b", "methods"), ("GET /rpc/next?wait=6m", "wait"),
        ("GET /rpc/next?limit=1", "limit"), ("POST /rpc/node1/a?timeout=61s", "timeout"),
        ("POST /rpc/x/reply?status=maybe", "status"),
    ])
    func `what cannot be meant is refused by name`(line: String, field: String) async throws {
        try await ServedNode.run { served in
            let answer = try served.ask(line, body: line.hasPrefix("POST") ? [] : nil)
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).field == field)
        }
    }

    @Test func `an answer to a call that never was gets 404`() async throws {
        try await ServedNode.run { served in
            let answer = try served.ask("POST /rpc/0123/reply", body: [])
            #expect(answer.status == 404)
            #expect(try answer.decoded(ProblemBody.self).code == "unknown-call")
        }
    }
}
