// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// A member that has moved gets its name back; nobody gets the name of one that lives.
@Suite struct NameClaimTests {
    private let new = home(200)

    /// `n0` lived at `home(10)`, and died at the origin, by incarnation 3.
    private func widow(_ change: (inout MembershipSettings) -> Void = { _ in }) -> Participant {
        var settings = MembershipSettings.still
        settings.probeInterval = .zero
        change(&settings)
        var participant = Participant.fixture(settings, peers: 3)
        participant.meet(0, incarnation: 3)
        let dead = Dead(incarnation: 3, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        return participant
    }

    private func claim(_ incarnation: Incarnation = 4, at endpoint: Endpoint? = nil) -> Message {
        .alive(Alive(incarnation: incarnation, node: "n0", endpoint: endpoint ?? new))
    }

    @Test func `the name of a dead member is had by who claims it once nobody answers there`()
        throws
    {
        var participant = widow()
        #expect(participant.receive(claim(), from: new, at: .seconds(1)) == [])
        #expect(participant.nextDeadline == .seconds(5))
        let outputs = participant.advance(to: .seconds(5))
        let request = try #require(outputs.streams.first)
        #expect(request.to == home(10))
        guard case .ping(let ping, _) = request.purpose else {
            Issue.record("asked by \(request.purpose)")
            return
        }
        #expect(ping.node == "n0")
        // Asked once, however often it is claimed.
        #expect(participant.receive(claim(), from: new, at: .seconds(5.5)) == [])
        #expect(participant["n0"]?.state == .dead)

        let changes = participant.streamFailed(request.id, at: .seconds(6)).changes
        let member = try #require(participant["n0"])
        #expect(changes == [.joined(member)])
        #expect(member.endpoint == new)
        #expect(member.incarnation == 4)
        #expect(participant.statistics.takeovers == 1)
        participant.checkInvariants()
    }

    @Test func `who lives at the old address keeps its name, even when it is held dead`() throws {
        var participant = widow()
        _ = participant.receive(claim(), from: new, at: .seconds(10))
        let request = try #require(participant.advance(to: .seconds(10)).streams.first)
        guard case .ping(let ping, _) = request.purpose else { return }
        let ack = Ack(sequenceNumber: ping.sequenceNumber)
        let answer = participant.receive(streamAck: ack, for: request.id, at: .seconds(10))
        #expect(answer.changes.count(where: \.isConflict) == 1)
        #expect(participant.statistics.takeoversRefused == 1)
        // For a minute nobody is asked again.
        let again = participant.receive(claim(9), from: new, at: .seconds(40))
        #expect(again.changes.count(where: \.isConflict) == 1)
        #expect(again.streams.isEmpty)
        #expect(participant["n0"]?.endpoint == home(10))
        _ = participant.receive(claim(9), from: new, at: .seconds(80))
        #expect(participant.advance(to: .seconds(80)).streams.map(\.to) == [home(10)])
    }

    @Test func `that we could not ask is no silence, and we ask again`() throws {
        var participant = widow()
        _ = participant.receive(claim(), from: new, at: .seconds(10))
        let first = try #require(participant.advance(to: .seconds(10)).streams.first)
        #expect(participant.streamFailed(first.id, isLocal: true, at: .seconds(10)) == [])
        #expect(participant["n0"]?.state == .dead)
        #expect(participant.nextDeadline == .seconds(15))
        let second = try #require(participant.advance(to: .seconds(15)).streams.first)
        #expect(second.to == home(10))
        #expect(participant.streamFailed(second.id, at: .seconds(16)).changes.count == 1)
        #expect(participant["n0"]?.endpoint == new)
        participant.checkInvariants()
    }

    @Test func `a claim that is not repeated is not looked into for ever`() {
        var participant = widow()
        _ = participant.receive(claim(), from: new, at: .seconds(10))
        var asked = 0
        while let next = participant.nextDeadline, next < .seconds(600) {
            for stream in participant.advance(to: next).streams {
                asked += 1
                _ = participant.streamFailed(stream.id, isLocal: true, at: next)
            }
        }
        #expect(asked == 14)
        #expect(participant.claims.isEmpty)
    }

    @Test func `one who claims a name too early has it when the other has died`() throws {
        var participant = Participant.fixture(peers: 3)
        let early = participant.receive(claim(), from: new, at: .origin)
        #expect(early.changes.count(where: \.isConflict) == 1)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .seconds(20))
        let request = try #require(participant.run(until: .seconds(25)).streams.first)
        let changes = participant.streamFailed(request.id, at: .seconds(26)).changes
        #expect(changes == [.joined(participant["n0"]!)])
        #expect(participant["n0"]?.endpoint == new)
    }

    @Test func `one with an incarnation too low hears from us what it must outbid`() throws {
        var participant = widow()
        _ = participant.receive(claim(1), from: new, at: .seconds(10))
        let request = try #require(participant.advance(to: .seconds(10)).streams.first)
        let outputs = participant.streamFailed(request.id, at: .seconds(11))
        #expect(outputs.streams.map(\.to) == [new])
        #expect(outputs.streams.map(\.purpose) == [.pushPull(join: false)])
        #expect(participant["n0"]?.state == .dead)
        // The name is known to be vacant: its refutation is enough, for this address alone.
        let other = participant.receive(claim(4, at: home(201)), from: new, at: .seconds(12))
        #expect(other.changes.isEmpty)
        #expect(participant["n0"]?.state == .dead)
    }

    @Test func `its refutation then is enough`() throws {
        var participant = widow()
        _ = participant.receive(claim(1), from: new, at: .seconds(10))
        let request = try #require(participant.advance(to: .seconds(10)).streams.first)
        _ = participant.streamFailed(request.id, at: .seconds(11))
        let changes = participant.receive(claim(4), from: new, at: .seconds(12)).changes
        #expect(changes == [.joined(participant["n0"]!)])
        #expect(participant["n0"]?.endpoint == new)
    }

    @Test func `with a takeover time of zero a known name is never had, as in the reference`() {
        var participant = widow { $0.takeoverTime = .zero }
        let outputs = participant.receive(claim(), from: new, at: .seconds(10))
        #expect(outputs.changes.count(where: \.isConflict) == 1)
        #expect(participant.nextDeadline == nil)
    }

    @Test func `only so many names are claimed at once`() {
        var participant = Participant.fixture(peers: 200)
        for number in 0..<200 as Range<UInt8> {
            let name = MemberName("n\(number)")
            let dead = Dead(incarnation: 1, node: name, from: "m")
            _ = participant.receive(.dead(dead), from: home(99), at: .origin)
            let alive = Alive(incarnation: 2, node: name, endpoint: home(number, port: 1))
            _ = participant.receive(.alive(alive), from: home(99), at: .seconds(1))
            participant.checkInvariants()
        }
        #expect(participant.claims.count == NameClaims.limit)
        #expect(participant.statistics.conflicts == 200 - NameClaims.limit)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `a cluster lets one that crashed come back elsewhere under its name, soon`(seed: UInt64) {
        var cluster = VirtualCluster(5, seed: seed)
        cluster.run(for: .seconds(10))
        cluster.crash(2)
        cluster.run(for: .seconds(3))
        // Still believed alive or suspect at its old address.
        cluster.boot(5, as: "node2")
        cluster.run(for: .seconds(45))
        for number in [0, 1, 3, 4, 5] {
            let member = cluster.nodes[number].participant["node2"]
            #expect(member?.state == .alive, "node \(number), seed \(seed)")
            #expect(member?.endpoint == VirtualCluster.home(5), "node \(number), seed \(seed)")
        }
        // It had it without anyone having forgotten the old one first.
        let takeovers = cluster.nodes.map(\.participant.statistics.takeovers).reduce(0, +)
        #expect(takeovers > 0)
    }
}
