// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTPVectors
import Testing

@testable import HTTP1

/// Pipelining, back-pressure, half-closed peers, and the end.
struct FlowTests {
    private let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a hundred pipelined requests get the answers that single ones get`() {
        let requests = (0..<100).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
        var single = Conversation()
        for request in requests { single.receive(request) }
        var whole = Conversation()
        whole.receive(requests.joined())
        var drop = Conversation()
        for byte in requests.joined().utf8 { drop.receive([byte]) }
        #expect(single.events.count == 100)
        #expect(whole.output == single.output)
        #expect(drop.output == single.output)
    }

    @Test func `pipelined answers go out together`() {
        var conversation = Conversation()
        conversation.peerReads = false
        conversation.receive(String(repeating: request, count: 100))
        let waiting = conversation.connection.unsent
        conversation.read()
        #expect(conversation.output == waiting)
        #expect(conversation.statuses.count == 100)
    }

    @Test func `a peer that takes no answers is not served beyond the limit`() {
        var limits = HTTPLimits()
        limits.pipelined = 8
        var conversation = Conversation(limits: limits)
        conversation.peerReads = false
        conversation.receive(String(repeating: request, count: 20))
        #expect(conversation.events.count == 8)
        conversation.read()
        #expect(conversation.events.count == 20)
    }

    @Test func `a peer that takes no answers is read no further`() {
        var limits = HTTPLimits()
        limits.unsentBytes = 1_000
        limits.readAheadBytes = 500
        var conversation = Conversation(limits: limits)
        conversation.peerReads = false
        var fed = 0
        while conversation.connection.demand.reads, fed < 1_000 {
            conversation.receive(request)
            fed += 1
        }
        #expect(fed < 100)
        #expect(conversation.connection.unsentCount < 1_500)
        conversation.read()
        #expect(conversation.statuses.count == fed)
        #expect(conversation.connection.demand.reads == true)
    }

    @Test func `a peer that always leaves a rest does not let what it has taken pile up`() {
        var limits = HTTPLimits()
        limits.pipelined = 1_000
        var conversation = Conversation(limits: limits)
        conversation.peerReads = false
        conversation.answerFields = ["X": String(repeating: "x", count: 20_000)]
        for _ in 0..<500 {
            conversation.receive(request)
            let rest = conversation.connection.unsentCount - 1
            #expect(conversation.connection.sent(rest, at: .origin) == .wait)
            #expect(conversation.connection.output.count < 200_000)
        }
        #expect(conversation.events.count == 500)
    }

    @Test func `while an answer is made only so much is read ahead`() {
        var limits = HTTPLimits()
        limits.readAheadBytes = 100
        var connection = ServerConnection(limits: SharedLimits(limits), at: .origin)
        func feed() -> ServerEffect {
            Array(request.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
        }
        guard case .answer = feed() else {
            Issue.record("no request")
            return
        }
        var fed = 0
        while connection.demand.reads, fed < 1_000 {
            #expect(feed() == .wait)
            fed += 1
        }
        #expect(fed == 4)
    }

    @Test func `a peer that has ended its side is answered all the same`() {
        var conversation = Conversation()
        conversation.receive(request + request)
        conversation.receiveEnd()
        #expect(conversation.statuses == ["200", "200"])
        #expect(conversation.connection.demand.ending == .both)
    }

    @Test func `a peer that ended while its answer was made gets it and what it pipelined`() {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        let bytes = Array((request + request).utf8)
        guard case .answer = bytes.withUnsafeBytes({ connection.receive($0, at: .origin) }),
            case .wait = connection.receiveEnd(at: .origin)
        else {
            Issue.record("no request")
            return
        }
        #expect(connection.demand == SocketDemand(reads: false, writes: false, ending: .none))
        let answer = Answer(.ok, date: Conversation.date)
        guard case .answer = connection.respond(answer, at: .origin) else {
            Issue.record("no second request")
            return
        }
        #expect(connection.respond(answer, at: .origin) == .wait)
        #expect(connection.demand == SocketDemand(reads: false, writes: true, ending: .none))
        #expect(connection.sent(connection.unsentCount, at: .origin) == .wait)
        #expect(connection.demand.ending == .both)
    }

    @Test func `the machine of an idle connection is small, for there may be many`() {
        // With what its session, its timer and its places in tables take, less than 1 KiB.
        #expect(MemoryLayout<ServerConnection>.size <= 544)
    }

    @Test func `a request that ends too early is refused`() {
        for part in ["G", "GET / HTTP/1.1\r\nHost: a\r\n"] {
            var conversation = Conversation()
            conversation.receive(part)
            conversation.receiveEnd()
            #expect(conversation.transcript == ["refuse incomplete", "400 close"])
        }
        var body = Conversation()
        body.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell")
        body.receiveEnd()
        #expect(body.transcript == ["decide POST /", "refuse incomplete", "400 close"])
    }

    @Test func `a peer that connects and leaves is closed without a word`() {
        var conversation = Conversation()
        conversation.receiveEnd()
        #expect(conversation.transcript == ["close"])
        #expect(conversation.connection.demand.ending == .both)
    }

    @Test func `the end closes an idle connection and lets a busy one answer`() {
        var idle = Conversation()
        idle.connection.finish(at: .origin)
        #expect(idle.state == "close")
        var busy = Conversation()
        busy.receive("GET / HTTP/1.1\r\n")
        busy.connection.finish(at: .origin)
        #expect(busy.state == "more")
        busy.receive("Host: a\r\n\r\n" + request)
        #expect(busy.transcript == ["answer GET /", "200 close"])
        #expect(String(decoding: busy.output, as: UTF8.self).contains("\r\nConnection: close\r\n"))
    }

    @Test func `storage that holds no bytes is given back`() {
        var buffers = ConnectionBuffers()
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        for _ in 0..<3 {
            connection.borrow(from: &buffers)
            _ = Array(request.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
            _ = connection.respond(Answer(.ok, date: Conversation.date), at: .origin)
            #expect(connection.unsentCount > 0)
            connection.giveBack(to: &buffers)
            #expect(connection.unsentCount > 0)
            _ = connection.sent(connection.unsentCount, at: .origin)
            connection.giveBack(to: &buffers)
        }
        #expect(connection.isIdle == true)
    }

    @Test func `garbage of every kind is refused and never traps`() {
        var random = SplitMix64(seed: 0xBAD)
        let seeds = Vector.all.map(\.request)
        for _ in 0..<3_000 {
            var bytes = seeds[random.index(below: seeds.count)]
            for _ in 0...random.index(below: 4) {
                let place = random.index(below: bytes.count)
                switch random.index(below: 3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: bytes.remove(at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            var whole = Conversation()
            whole.receive(bytes)
            var pieces = Conversation()
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = min(rest.count, 1 + random.index(below: 30))
                pieces.receive(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(pieces.transcript == whole.transcript, "\(bytes)")
            #expect(pieces.output == whole.output, "\(bytes)")
        }
    }
}
