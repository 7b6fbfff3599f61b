// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Testing

/// Deadlines, in virtual time.
struct TimeTests {
    private let head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let bodyHead = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"

    @Test func `a client that sends nothing is closed after the idle time, silently`() {
        var conversation = Conversation()
        #expect(conversation.connection.nextDeadline == .origin + .seconds(60))
        conversation.advance(by: .milliseconds(59_999))
        #expect(conversation.state == "open")
        conversation.advance(by: .milliseconds(1))
        #expect(conversation.connection.demand.ending == .both)
        #expect(conversation.output.isEmpty)
        #expect(conversation.connection.nextDeadline == nil)
    }

    @Test func `the idle time begins anew after each answer`() {
        var conversation = Conversation()
        conversation.advance(by: .seconds(50))
        conversation.receive(head)
        #expect(conversation.connection.nextDeadline == .origin + .seconds(110))
    }

    @Test func `empty lines do not keep an idle connection`() {
        var conversation = Conversation()
        conversation.advance(by: .seconds(50))
        conversation.receive("\r\n")
        #expect(conversation.connection.nextDeadline == .origin + .seconds(60))
    }

    @Test func `a head that drips is answered with 408 when its time is over`() {
        var conversation = Conversation()
        conversation.advance(by: .seconds(50))
        for byte in "GET / HTT".utf8 {
            conversation.receive([byte])
            conversation.advance(by: .seconds(1))
        }
        #expect(conversation.state == "more")
        conversation.advance(by: .seconds(1))
        #expect(conversation.transcript == ["refuse timeout", "408 close"])
    }

    @Test func `what comes late for a 408 is no request`() {
        var conversation = Conversation()
        conversation.receive(bodyHead + "12345")
        conversation.advance(by: .seconds(10))
        conversation.receive("6789" + head)
        #expect(conversation.transcript == ["decide POST /", "refuse timeout", "408 close"])
    }

    @Test func `a body may pause, but not for longer than the limit`() {
        var conversation = Conversation()
        conversation.receive(bodyHead)
        for _ in 0..<5 {
            conversation.advance(by: .milliseconds(9_999))
            conversation.receive("x")
        }
        #expect(conversation.state == "more")
        conversation.advance(by: .seconds(10))
        #expect(conversation.statuses == ["408"])
    }

    @Test func `a body that drips for ever has a total time`() {
        var conversation = Conversation()
        conversation.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n")
        for _ in 0..<59 {
            conversation.advance(by: .seconds(1))
            conversation.receive("x")
        }
        #expect(conversation.statuses == [])
        conversation.advance(by: .seconds(1))
        #expect(conversation.statuses == ["408"])
    }

    @Test func `a peer that does not take its answers is cut off`() {
        var conversation = Conversation()
        conversation.peerReads = false
        conversation.receive(head)
        #expect(conversation.connection.demand.writes == true)
        conversation.advance(by: .milliseconds(29_999))
        #expect(conversation.connection.silentEnd == nil)
        _ = conversation.connection.sent(1, at: conversation.now)
        conversation.advance(by: .seconds(29))
        #expect(conversation.connection.silentEnd == nil)
        conversation.advance(by: .seconds(1))
        #expect(conversation.connection.silentEnd == .writeStall)
        #expect(conversation.connection.demand.ending == .both)
    }

    @Test func `there is no deadline while an answer is being made`() {
        var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        let effect = Array(head.utf8).withUnsafeBytes { connection.receive($0, at: .origin) }
        guard case .answer = effect else {
            Issue.record("no request: \(effect)")
            return
        }
        #expect(connection.nextDeadline == nil)
    }

    @Test func `after a fault the sending side closes first, and the rest after a while`() {
        var conversation = Conversation()
        conversation.receive("nonsense\r\n")
        let lingering = SocketDemand(reads: true, writes: false, ending: .sending)
        #expect(conversation.connection.demand == lingering)
        conversation.receive("more of it, which nobody looks at")
        #expect(conversation.connection.demand == lingering)
        conversation.advance(by: .seconds(2))
        #expect(conversation.connection.demand.ending == .both)
    }

    @Test func `a lingering connection closes when the peer has`() {
        var conversation = Conversation()
        conversation.receive("nonsense\r\n")
        conversation.receiveEnd()
        #expect(conversation.connection.demand.ending == .both)
    }

    @Test func `a client that asked for the close is closed at once`() {
        var conversation = Conversation()
        conversation.receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(conversation.connection.demand.ending == .both)
    }
}
