// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import HTTPVectors
import Testing

/// Every case of the vectors, however its bytes arrive.
struct VectorTests {
    @Test func `the vectors are there`() {
        #expect(Vector.all.count > 250)
        #expect(Set(Vector.all.map(\.description)).count == Vector.all.count)
    }

    @Test(arguments: Vector.all)
    func `a case fed whole does what it says`(vector: Vector) {
        var conversation = Conversation()
        conversation.receive(vector.request)
        #expect(conversation.transcript == vector.events)
    }

    @Test(arguments: Vector.all)
    func `a case fed byte by byte gives the same answers`(vector: Vector) {
        var whole = Conversation()
        whole.receive(vector.request)
        var drop = Conversation()
        for byte in vector.request { drop.receive([byte]) }
        #expect(drop.transcript == vector.events)
        #expect(drop.output == whole.output)
    }

    @Test(arguments: Vector.all)
    func `a case fed in random pieces gives the same answers`(vector: Vector) {
        var whole = Conversation()
        whole.receive(vector.request)
        var random = SplitMix64(seed: 0x5EED)
        // Long ones are few bytes of meaning and many that make a limit.
        for round in 0..<max(3, min(40, 20_000 / vector.request.count)) {
            var pieces = Conversation()
            var rest = vector.request[...]
            while !rest.isEmpty {
                let count = min(rest.count, 1 + random.index(below: 1 + round))
                pieces.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(pieces.transcript == vector.events, "round \(round)")
            #expect(pieces.output == whole.output, "round \(round)")
        }
    }

    @Test(arguments: Vector.all)
    func `a request behind a case is served when the connection is open, and only then`(
        vector: Vector
    ) throws {
        let state = try #require(vector.events.last)
        guard !state.hasSuffix("more") else { return }
        let follower = Array("GET /follower HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for size in [1, 7, Int.max] {
            var conversation = Conversation()
            var rest = (vector.request + follower)[...]
            while !rest.isEmpty {
                let count = min(rest.count, size)
                conversation.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            let isServed = conversation.events.last == "answer GET /follower"
            #expect(isServed == state.hasSuffix("open"))
            let others = isServed ? conversation.events.dropLast() : conversation.events[...]
            #expect(Array(others) == vector.events.dropLast())
        }
    }

    @Test(arguments: Vector.all)
    func `a case that stands behind another request gives the same answers`(vector: Vector) {
        var conversation = Conversation()
        conversation.receive(Array("GET /first HTTP/1.1\r\nHost: a\r\n\r\n".utf8) + vector.request)
        #expect(conversation.events == ["answer GET /first"] + vector.events.dropLast())
    }
}
