// SPDX-License-Identifier: Apache-2.0

import Determinism
import GatewayAPI
import Journal
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// `Idempotency-Key`: said twice, done once.
@Suite(.timeLimit(.minutes(1))) struct IdempotencyTests {
    private func post(
        _ served: ServedNode,
        _ key: String,
        _ body: String = #"{"text":"x"}"#,
        to path: String = "/send"
    ) throws -> RawConnection.Answer {
        try served.ask(
            "POST \(path)",
            fields: ["Idempotency-Key: \(key)"],
            body: Array(body.utf8)
        )
    }

    private func orders(_ served: ServedNode) -> Int {
        served.node.script.withLock { $0.orders.count }
    }

    @Test func `the same request is answered the same and sent once`() async throws {
        try await ServedNode.run { served in
            let first = try post(served, "a-1")
            let second = try post(served, #""a-1""#)
            #expect(first.status == 200 && first.fields["idempotency-replayed"] == nil)
            #expect(second.status == 200 && second.body == first.body)
            #expect(second.fields["idempotency-replayed"] == "true")
            #expect(second.fields["content-type"] == "application/json")
            #expect(orders(served) == 1)
            #expect(try post(served, "a-2").body != first.body)
            #expect(orders(served) == 2)
        }
    }

    @Test func `another request with the key is 422, whatever is different`() async throws {
        try await ServedNode.run { served in
            _ = try post(served, "k")
            for (body, path) in [
                (#"{"text":"y"}"#, "/send"), (#"{"text":"x"}"#, "/broadcast"),
            ] {
                let answer = try post(served, "k", body, to: path)
                #expect(answer.status == 422)
                #expect(try answer.decoded(ProblemBody.self).code == "idempotency-key-reused")
            }
            #expect(orders(served) == 1)
        }
    }

    @Test func `a broadcast with a key is queued once`() async throws {
        try await ServedNode.run { served in
            let first = try post(served, "b", to: "/broadcast")
            #expect(first.status == 202)
            #expect(try post(served, "b", to: "/broadcast").body == first.body)
            #expect(served.node.script.withLock { $0.broadcasts.count } == 1)
        }
    }

    @Test func `while it is carried out the same request is 409, and may be said again`()
        async throws
    {
        try await ServedNode.run { served in
            served.node.answer { _ in nil }
            let body = #"{"text":"x","timeout":"60s"}"#
            let open = try served.open(
                "POST /send",
                fields: ["Idempotency-Key: k"],
                body: Array(body.utf8)
            )
            for _ in 0..<10_000 where orders(served) == 0 { await Task.yield() }
            while orders(served) == 0 { await Task.yield() }
            let answer = try post(served, "k", body)
            #expect(answer.status == 409)
            let problem: ProblemBody = try answer.decoded()
            #expect(problem.code == "idempotency-key-in-flight" && problem.retryable)
            withExtendedLifetime(open) {}
        }
    }

    @Test func `a key whose client has gone and whose node never answers comes to its end`()
        async throws
    {
        try await ServedNode.run { served in
            served.node.answer { _ in nil }
            let body = #"{"text":"x","timeout":"1ms"}"#
            do {
                let open = try served.open(
                    "POST /send",
                    fields: ["Idempotency-Key: k"],
                    body: Array(body.utf8)
                )
                while orders(served) == 0 { await Task.yield() }
                withExtendedLifetime(open) {}
            }
            var answer = try post(served, "k", body)
            while answer.status == 409 {
                #expect(try answer.decoded(ProblemBody.self).code == "idempotency-key-in-flight")
                // The alarm needs a thread of those that tests hold while they ask.
                await Task.yield()
                answer = try post(served, "k", body)
            }
            #expect(answer.status == 503)
            #expect(try answer.decoded(ProblemBody.self).code == "node-unresponsive")
            #expect(answer.fields["idempotency-replayed"] == "true")
            #expect(orders(served) == 1)
        }
    }

    @Test func `a claim has one end, by its answer or by its deadline`() async {
        let claims = OpenClaims()
        let (expired, continuation) = AsyncStream<Int>.makeStream()
        for number in 1...4 as ClosedRange<UInt64> { claims.begin(number) }
        let isFirst = (claims.end(1), claims.end(1))
        #expect(isFirst == (true, false))
        claims.watch(1, for: .zero) { continuation.yield(1) }
        claims.watch(2, for: .seconds(600)) { continuation.yield(2) }
        claims.watch(3, for: .milliseconds(2)) { continuation.yield(3) }
        claims.watch(4, for: .milliseconds(1)) { continuation.yield(4) }
        var seen: Set<Int> = []
        for await number in expired {
            seen.insert(number)
            if seen.count == 2 { break }
        }
        #expect(seen == [3, 4])
        let ends = [1, 2, 3, 4].map { claims.end($0) }
        #expect(ends == [false, true, false, false])
        #expect(claims.count == 0)
    }

    @Test func `a refusal that did nothing leaves the key free`() async throws {
        try await ServedNode.run { served in
            served.node.answer { _ in .failure(.membersNotAlive(["b"])) }
            let refused = try post(served, "k")
            #expect(refused.status == 409)
            #expect(try post(served, "k", #"{"text":1}"#).status == 400)
            served.node.answer { _ in .success([]) }
            #expect(try post(served, "k").status == 200)
        }
    }

    @Test(arguments: [
        "", #""""#, "a b", "\"a", #""a"b""#, #""a\b""#, "é", String(repeating: "k", count: 256),
    ])
    func `a key that is none is refused by name, and nothing is sent`(key: String) async throws {
        try await ServedNode.run { served in
            let answer = try post(served, key)
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).field == "Idempotency-Key")
            #expect(orders(served) == 0)
        }
    }

    @Test func `keys are forgotten with their time, and the oldest finished first`() {
        var limits = KeyBook.Limits()
        (limits.keys, limits.answerBytes, limits.lifetime) = (2, 10, .seconds(60))
        var book = KeyBook(limits)
        let answer = StoredAnswer(status: 200, type: "", body: [1, 2, 3, 4, 5, 6])
        var now = Instant.origin
        #expect(book.claim("a", digest: [1], at: now) == .claimed(number: 1))
        #expect(book.claim("a", digest: [1], at: now) == .inFlight)
        #expect(book.claim("b", digest: [1], at: now) == .claimed(number: 2))
        #expect(book.claim("c", digest: [1], at: now) == .tooMany(limit: 2))
        book.finish(2, answer)
        #expect(book.claim("b", digest: [1], at: now) == .finished(answer))
        #expect(book.claim("b", digest: [2], at: now) == .otherBody)
        #expect(book.claim("c", digest: [1], at: now) == .claimed(number: 3))
        book.release(3)
        #expect(book.count == 1)
        #expect(book.claim("b", digest: [1], at: now) == .claimed(number: 4))
        book.finish(1, answer)
        book.finish(4, answer)
        #expect(book.answerBytes == 6 && book.count == 1)
        now += .seconds(60)
        #expect(book.claim("b", digest: [1], at: now) == .claimed(number: 5))
        #expect(book.count == 1 && book.answerBytes == 0)
    }
}
