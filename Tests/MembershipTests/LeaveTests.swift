// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Leaving, and changing metadata (spec §14).
@Suite struct LeaveTests {
    private var chatty: MembershipSettings {
        var settings = MembershipSettings.still
        settings.gossipInterval = .milliseconds(200)
        settings.probeInterval = .zero
        return settings
    }

    @Test func `alone, a leave is finished at once`() {
        var participant = Participant.fixture()
        let outputs = participant.leave(at: .seconds(1))
        #expect(outputs == [.report(.left(participant.local)), .finished(.leave)])
        #expect(participant.local.state == .left)
        #expect(participant.isLeaving)
        #expect(participant.leave(at: .seconds(2)) == [.finished(.leave)])
        participant.checkInvariants()
    }

    @Test func `among the dead, a leave is finished at once`() {
        var participant = Participant.fixture(peers: 1)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        #expect(participant.leave(at: .origin).contains(.finished(.leave)))
    }

    @Test func `in company, a leave is finished when it has been told often enough`() {
        var participant = Participant.fixture(chatty, peers: 1)
        _ = participant.start(at: .origin)
        participant.empty()
        let said = participant.leave(at: .origin)
        #expect(said == [.report(.left(participant.local))])
        #expect(participant.leave(at: .origin) == [])
        var told = 0
        while true {
            let outputs = participant.advance(to: participant.nextDeadline!)
            told += outputs.sent.count { sent in
                sent.message == .dead(Dead(incarnation: 1, node: "self", from: "self"))
            }
            if outputs.contains(.finished(.leave)) { break }
        }
        // RetransmitMult 4, two members.
        #expect(told == 4)
        #expect(participant.leave(at: .seconds(9)) == [.finished(.leave)])
        participant.checkInvariants()
    }

    @Test func `when the last of the company leaves too, there is nobody left to tell`() {
        var participant = Participant.fixture(chatty, peers: 1)
        _ = participant.start(at: .origin)
        #expect(!participant.leave(at: .origin).contains(.finished(.leave)))
        let goodbye = Dead(incarnation: 1, node: "n0", from: "n0")
        let outputs = participant.receive(.dead(goodbye), from: home(10), at: .origin)
        #expect(outputs.contains(.finished(.leave)))
        #expect(participant.leave(at: .seconds(1)) == [.finished(.leave)])
        participant.checkInvariants()
    }

    @Test func `one who leaves still answers but neither listens to talk of itself nor refutes`() {
        var participant = Participant.fixture(peers: 1)
        _ = participant.leave(at: .origin)
        participant.empty()
        let accusations: [Message] = [
            .suspect(Suspect(incarnation: 9, node: "self", from: "n0")),
            .dead(Dead(incarnation: 9, node: "self", from: "n0")),
            .alive(Alive(incarnation: 9, node: "self", endpoint: home(1), metadata: [4])),
            .alive(Alive(incarnation: 9, node: "self", endpoint: home(70))),
        ]
        for message in accusations {
            #expect(participant.receive(message, from: home(10), at: .origin) == [])
        }
        #expect(participant.incarnation == 1)
        #expect(participant.queued.isEmpty)
        let ping = Ping(sequenceNumber: 3, node: "self")
        let answer = participant.receive(.ping(ping), from: home(10), at: .origin)
        #expect(answer.sent.map(\.message) == [.ack(Ack(sequenceNumber: 3))])
        #expect(participant.pushPull(join: false).nodes.first?.state == 3)
        #expect(throws: UpdateRefusal.leaving) {
            try participant.updateMetadata([1], for: 1, at: .origin)
        }
    }

    @Test func `one who left is never forgotten by itself`() {
        var settings = MembershipSettings.still
        settings.gossipToTheDeadTime = .seconds(2)
        var participant = Participant.fixture(settings, peers: 1)
        _ = participant.start(at: .origin)
        _ = participant.leave(at: .origin)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        let outputs = participant.run(until: .seconds(20))
        #expect(outputs.changes == [.reaped("n0")])
        #expect(participant.members.map(\.name) == ["self"])
        participant.checkInvariants()
    }

    @Test func `new metadata is announced above the old`() throws {
        var participant = Participant.fixture(peers: 1)
        let outputs = try participant.updateMetadata([1, 2], for: 1, at: .origin)
        #expect(outputs == [.report(.updated(participant.local))])
        #expect(participant.local.metadata == [1, 2])
        #expect(participant.incarnation == 2)
        let alive = Alive(incarnation: 2, node: "self", endpoint: home(1), metadata: [1, 2])
        #expect(participant.queued == [.alive(alive)])
        // A newer update takes the place of the older, whose waiter need not wait any more.
        let next = try participant.updateMetadata([3], for: 2, at: .origin)
        #expect(next == [.finished(.updateMetadata(1)), .report(.updated(participant.local))])
        // The same once more is told, but is no news to us.
        let same = try participant.updateMetadata([3], for: 3, at: .origin)
        #expect(same == [.finished(.updateMetadata(2))])
        participant.checkInvariants()
    }

    @Test func `alone, an update is finished at once`() throws {
        var participant = Participant.fixture()
        let outputs = try participant.updateMetadata([1], for: 1, at: .origin)
        #expect(outputs == [.report(.updated(participant.local)), .finished(.updateMetadata(1))])
    }

    @Test func `a refutation that takes the place of an update is waited for in its stead`() throws
    {
        var participant = Participant.fixture(chatty, peers: 1)
        _ = participant.start(at: .origin)
        _ = try participant.updateMetadata([7], for: 4, at: .origin)
        let accusation = Suspect(incarnation: 2, node: "self", from: "n9")
        let refuted = participant.receive(.suspect(accusation), from: home(99), at: .origin)
        #expect(refuted == [])
        var told: [Message] = []
        var finished = false
        while !finished {
            let outputs = participant.advance(to: participant.nextDeadline!)
            told += outputs.sent.map(\.message)
            finished = outputs.contains(.finished(.updateMetadata(4)))
        }
        let refutation = Alive(incarnation: 3, node: "self", endpoint: home(1), metadata: [7])
        #expect(told == Array(repeating: .alive(refutation), count: 4))
    }

    @Test func `metadata of 512 bytes is taken and of 513 is not`() throws {
        var participant = Participant.fixture()
        let longest = [UInt8](repeating: 1, count: 512)
        _ = try participant.updateMetadata(longest, for: 1, at: .origin)
        #expect(throws: UpdateRefusal.metadataTooLong(bytes: 513, limit: 512)) {
            try participant.updateMetadata(longest + [1], for: 1, at: .origin)
        }
        #expect(participant.incarnation == 2)
    }

    @Test func `metadata that no packet has room for is refused, and what fits is told`() throws {
        var settings = MembershipSettings.still
        settings.udpBufferSize = 120
        settings.packetOverhead = 9
        var participant = Participant.fixture(settings, peers: 1)
        let bytes = (0..<100).map { _ in 7 as UInt8 }
        var limit = 0
        do throws(UpdateRefusal) {
            _ = try participant.updateMetadata(bytes, for: 1, at: .origin)
        } catch {
            if case .metadataTooLong(100, let fitting) = error { limit = fitting }
        }
        #expect((1..<100).contains(limit))
        #expect(participant.local.metadata == [])
        #expect(participant.incarnation == 1)
        #expect(participant.queued == [])
        let fitting = Array(bytes.prefix(limit))
        _ = try participant.updateMetadata(fitting, for: 2, at: .origin)
        let alive = Alive(incarnation: 2, node: "self", endpoint: home(1), metadata: fitting)
        #expect(participant.queued == [.alive(alive)])
        #expect(participant.statistics.droppedOversizeBroadcasts == 0)
    }
}
