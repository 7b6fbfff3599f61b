// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Pings that an operator asks for (spec §11.4).
@Suite struct PingTests {
    private func ping(
        _ participant: inout Participant,
        _ request: RequestID = 1,
        timeout: Duration = .milliseconds(500),
        at now: Instant = .origin
    ) throws -> SequenceNumber {
        let outputs = try participant.ping(
            home(10),
            named: "n0",
            for: request,
            timeout: timeout,
            at: now
        )
        participant.checkInvariants()
        return try #require(outputs.pings.first).sequenceNumber
    }

    @Test func `an ack ends the wait with the round-trip time and what it carries`() throws {
        var participant = Participant.fixture(peers: 1)
        let number = try ping(&participant)
        let ack = Ack(sequenceNumber: number, payload: [4])
        let outputs = participant.receive(.ack(ack), from: home(10), at: .seconds(0.2))
        let answer = PingAnswer(roundTrip: .milliseconds(200), payload: [4])
        #expect(outputs == [.pingEnded(1, answer)])
        // Another ack of that number is nobody's.
        let again = participant.receive(.ack(ack), from: home(10), at: .seconds(0.3))
        #expect(again == [])
        #expect(participant.statistics.droppedUnawaitedAcks == 1)
    }

    @Test func `silence ends the wait on time and means nothing for the member`() throws {
        var participant = Participant.fixture(peers: 1)
        _ = try ping(&participant, 1, timeout: .milliseconds(900))
        _ = try ping(&participant, 2, timeout: .milliseconds(300), at: .seconds(0.1))
        #expect(participant.nextDeadline == .seconds(0.4))
        #expect(participant.advance(to: .seconds(0.399)) == [])
        #expect(participant.advance(to: .seconds(0.4)) == [.pingEnded(2, nil)])
        #expect(participant.advance(to: .seconds(0.9)) == [.pingEnded(1, nil)])
        #expect(participant["n0"]?.state == .alive)
        #expect(participant.healthScore == 0)
        #expect(participant.nextDeadline == nil)
        participant.checkInvariants()
    }

    @Test func `a ping carries the name, the own address and news`() throws {
        var participant = Participant.fixture(peers: 1)
        participant.spread(Alive.from(7).encoded(), about: "n7")
        let outputs = try participant.ping(
            home(10),
            named: "n0",
            for: 1,
            timeout: .seconds(1),
            at: .origin
        )
        let expected = Ping(
            sequenceNumber: 1,
            node: "n0",
            source: home(1),
            sourceNode: "self"
        )
        #expect(outputs.sent.map(\.message) == [.ping(expected), .alive(.from(7))])
        #expect(outputs.sent.map(\.to) == [home(10), home(10)])
    }

    @Test func `too many at once are refused`() throws {
        var settings = MembershipSettings.still
        settings.maximumPings = 2
        var participant = Participant.fixture(settings, peers: 1)
        _ = try ping(&participant, 1)
        let number = try ping(&participant, 2)
        #expect(throws: PingRefusal.tooMany(limit: 2)) { try ping(&participant, 3) }
        let ack = Ack(sequenceNumber: number)
        _ = participant.receive(.ack(ack), from: home(10), at: .origin)
        _ = try ping(&participant, 3)
    }

    @Test func `a probe that is answered directly is reported with its time, if asked for`() throws
    {
        var settings = MembershipSettings.still
        settings.reportsProbes = true
        var participant = Participant.fixture(settings, peers: 1)
        _ = participant.start(at: .origin)
        var outputs: [Output] = []
        while outputs.pings.isEmpty { outputs = participant.advance(to: participant.nextDeadline!) }
        let number = try #require(outputs.pings.first).sequenceNumber
        let begun = try #require(participant.probe).startedAt
        let ack = Ack(sequenceNumber: number, payload: [1, 2])
        let end = begun + .milliseconds(40)
        let report = ProbeReport(
            target: participant["n0"]!,
            duration: .milliseconds(40),
            directAnswer: PingAnswer(roundTrip: .milliseconds(40), payload: [1, 2])
        )
        #expect(participant.receive(.ack(ack), from: home(10), at: end) == [.probed(report)])
    }

    @Test func `a probe that failed is reported without an answer`() throws {
        var settings = MembershipSettings.still
        settings.reportsProbes = true
        var participant = Participant.fixture(settings, peers: 1)
        _ = participant.start(at: .origin)
        let outputs = participant.run(until: .seconds(4))
        let reports = outputs.compactMap { output -> ProbeReport? in
            if case .probed(let report) = output { report } else { nil }
        }
        let first = try #require(reports.first)
        #expect(first.directAnswer == nil)
        #expect(first.duration == .seconds(1))
        #expect(first.target.name == "n0")
    }
}
