// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// One round of failure detection after another (spec §11).
@Suite struct ProbeTests {
    /// Started, with `peers` members, and advanced to where its first probe has just begun.
    private func probing(
        _ settings: MembershipSettings = .still,
        peers: UInt8,
        prepare: (inout Participant) -> Void = { _ in }
    ) throws -> (participant: Participant, at: Instant, outputs: [Output]) {
        var participant = Participant.fixture(settings, peers: peers)
        _ = participant.start(at: .origin)
        participant.empty()
        prepare(&participant)
        let now = try #require(participant.nextDeadline)
        let outputs = participant.advance(to: now)
        participant.checkInvariants()
        return (participant, now, outputs)
    }

    private func ack(_ ping: Ping) -> Message { .ack(Ack(sequenceNumber: ping.sequenceNumber)) }

    @Test func `a probe is one ping that says who asks and whom`() throws {
        let (participant, now, outputs) = try probing(peers: 1)
        let ping = Ping(sequenceNumber: 1, node: "n0", source: home(1), sourceNode: "self")
        #expect(
            outputs == [.sendPacket(payload: ping.encoded(), to: home(10), checksum: true)]
        )
        #expect(participant.nextDeadline == now + .milliseconds(500))
    }

    @Test func `an ack in time ends the probe and heals`() throws {
        var (participant, now, outputs) = try probing(peers: 1) { $0.awareness.adjust(by: 3) }
        let reply = ack(outputs.pings[0])
        now += .milliseconds(20)
        #expect(participant.receive(reply, from: home(10), at: now) == [])
        #expect(participant.healthScore == 2)
        #expect(participant.statistics.directAcks == 1)
        #expect(participant.statistics.roundTripNanoseconds == 20_000_000)
        #expect(participant.probe == nil)
        // The same ack again, as a duplicated packet would bring it, heals no further.
        #expect(participant.receive(reply, from: home(10), at: now) == [])
        #expect(participant.healthScore == 2)
        #expect(participant.statistics.droppedUnawaitedAcks == 1)
    }

    @Test func `a silent member is suspected only after relays and a stream had their turn`() throws
    {
        var (participant, start, outputs) = try probing(peers: 5)
        let ping = outputs.pings[0]
        #expect(participant.advance(to: start + .milliseconds(499)) == [])
        let asked = participant.advance(to: start + .milliseconds(500))
        let requests = asked.sent.compactMap { sent -> IndirectPing? in
            guard case .indirectPing(let request) = sent.message else { return nil }
            #expect(sent.to != participant[ping.node]?.endpoint)
            return request
        }
        #expect(requests.count == 3)
        for request in requests {
            #expect(request.sequenceNumber == ping.sequenceNumber)
            #expect(request.node == ping.node)
            #expect(request.target == participant[ping.node]?.endpoint)
            #expect(request.wantsNack)
            #expect(request.source == home(1))
        }
        let stream = try #require(asked.streams.first)
        #expect(stream.to == participant[ping.node]?.endpoint)
        #expect(stream.purpose == .ping(ping, timeout: .milliseconds(500)))
        #expect(participant[ping.node]?.state == .alive)

        let verdict = participant.advance(to: start + .seconds(1))
        #expect(verdict.changes == [.suspected(participant[ping.node]!)])
        let suspect = Suspect(incarnation: 1, node: ping.node, from: "self")
        let told = verdict.sent.map(\.message) + participant.queued
        #expect(told.contains(.suspect(suspect)))
        // Three relays promised a nack and none came: the fault may be ours.
        #expect(participant.healthScore == 3)
        #expect(participant.statistics.failedProbes == 1)
    }

    @Test(arguments: [(0, 3), (1, 2), (3, 0), (7, 0)])
    func `each nack lightens our own blame`(nacks: Int, score: Int) throws {
        var (participant, start, outputs) = try probing(peers: 5)
        let ping = outputs.pings[0]
        _ = participant.advance(to: start + .milliseconds(500))
        for _ in 0..<nacks {
            let nack = Nack(sequenceNumber: ping.sequenceNumber)
            _ = participant.receive(.nack(nack), from: home(11), at: start + .milliseconds(900))
        }
        _ = participant.advance(to: start + .seconds(1))
        #expect(participant[ping.node]?.state == .suspect)
        #expect(participant.healthScore == score)
    }

    @Test func `without relays that send nacks a failure costs one`() throws {
        var (participant, start, _) = try probing(peers: 1)
        let asked = participant.advance(to: start + .milliseconds(500))
        #expect(asked.sent.isEmpty)
        _ = participant.advance(to: start + .seconds(1))
        #expect(participant.healthScore == 1)
    }

    @Test func `a late or relayed ack counts as much as a prompt one`() throws {
        var (participant, start, outputs) = try probing(peers: 5) { $0.awareness.adjust(by: 1) }
        _ = participant.advance(to: start + .milliseconds(500))
        _ = participant.receive(ack(outputs.pings[0]), from: home(14), at: start + .seconds(1))
        #expect(participant.healthScore == 0)
        #expect(participant.statistics.directAcks == 0)
        _ = participant.run(until: start + .seconds(1.9))
        #expect(participant.count(of: .suspect) == 0)
    }

    @Test func `an ack over a stream saves a member whose packets are lost`() throws {
        var (participant, start, outputs) = try probing(peers: 1) { $0.awareness.adjust(by: 2) }
        let asked = participant.advance(to: start + .milliseconds(500))
        let stream = try #require(asked.streams.first)
        #expect(stream.purpose == .ping(outputs.pings[0], timeout: .milliseconds(2_500)))
        let ack = Ack(sequenceNumber: outputs.pings[0].sequenceNumber)
        // Of another stream, or with another number, it proves nothing.
        let other = StreamID(rawValue: stream.id.rawValue + 1)
        #expect(participant.receive(streamAck: ack, for: other, at: start) == [])
        let wrong = Ack(sequenceNumber: 99)
        #expect(participant.receive(streamAck: wrong, for: stream.id, at: start) == [])
        let later = start + .milliseconds(600)
        #expect(participant.receive(streamAck: ack, for: stream.id, at: later) == [])
        _ = participant.run(until: start + .seconds(3))
        #expect(participant["n0"]?.state == .alive)
        #expect(participant.healthScore == 1)
        #expect(participant.statistics.probesSavedByStream == 1)
    }

    @Test func `a stream that fails changes nothing by itself`() throws {
        var (participant, start, _) = try probing(peers: 1)
        let asked = participant.advance(to: start + .milliseconds(500))
        let id = try #require(asked.streams.first).id
        #expect(participant.streamFailed(id, at: start + .milliseconds(501)) == [])
        #expect(participant["n0"]?.state == .alive)
        _ = participant.advance(to: start + .seconds(1))
        #expect(participant["n0"]?.state == .suspect)
    }

    @Test func `no stream is opened where it is forbidden or not understood`() throws {
        var forbidden = MembershipSettings.still
        forbidden.disableTcpPings = true
        var named = MembershipSettings.still
        named.disableTcpPingsForNode = ["n0"]
        for settings in [forbidden, named] {
            var (participant, start, _) = try probing(settings, peers: 1)
            #expect(participant.advance(to: start + .milliseconds(500)).streams.isEmpty)
        }
        var (participant, start, _) = try probing(peers: 0) { participant in
            var alive = Alive.from(0)
            alive.versions = VersionVector([1, 2, 2, 0, 0, 0])
            _ = participant.receive(.alive(alive), from: home(99), at: .origin)
        }
        #expect(participant.advance(to: start + .milliseconds(500)).streams.isEmpty)
        #expect(participant.advance(to: start + .seconds(1)).sent.allSatisfy { !$0.checksum })
    }

    @Test func `a suspect learns of the accusation with the ping`() throws {
        let (_, _, outputs) = try probing(peers: 1) { participant in
            let suspect = Suspect(incarnation: 1, node: "n0", from: "n7")
            _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        }
        let messages = outputs.sent.map(\.message)
        #expect(outputs.count == 1)
        #expect(messages.count == 2)
        #expect(messages.last == .suspect(Suspect(incarnation: 1, node: "n0", from: "self")))
        guard case .ping(let ping)? = messages.first else {
            Issue.record("no ping")
            return
        }
        #expect(ping.node == "n0")
    }

    @Test func `a refused packet goes straight to the relays and earns no credit`() throws {
        var (participant, start, outputs) = try probing(peers: 5) { $0.awareness.adjust(by: 1) }
        let target = try #require(participant[outputs.pings[0].node])
        #expect(participant.packetRefused(by: home(200), at: start) == [])
        let asked = participant.packetRefused(by: target.endpoint, at: start)
        #expect(asked.sent.count == 3)
        #expect(asked.streams.count == 1)
        #expect(participant.packetRefused(by: target.endpoint, at: start) == [])
        _ = participant.receive(ack(outputs.pings[0]), from: home(11), at: start + .seconds(1))
        #expect(participant.healthScore == 1)
    }

    @Test func `ill health stretches the probe, not the wait for its ack`() throws {
        var (participant, start, outputs) = try probing(peers: 1) { $0.awareness.adjust(by: 2) }
        #expect(participant.statistics.degradedProbes == 1)
        #expect(participant.nextDeadline == start + .milliseconds(500))
        _ = participant.run(until: start + .milliseconds(2_999))
        #expect(participant["n0"]?.state == .alive)
        #expect(participant.statistics.probes == 1)
        _ = participant.advance(to: start + .seconds(3))
        #expect(participant["n0"]?.state == .suspect)
        // Of the ticks it covered one was kept, so the next probe follows at once.
        #expect(participant.statistics.probes == 2)
        #expect(outputs.pings.count == 1)
    }

    @Test func `every member is probed once in a round, in changing order`() {
        var participant = Participant.fixture(peers: 20)
        _ = participant.start(at: .origin)
        var rounds: [[MemberName]] = []
        for round in 0..<3 {
            var names: [MemberName] = []
            while names.count < 20 {
                let now = participant.nextDeadline!
                for ping in participant.advance(to: now).pings {
                    names.append(ping.node)
                    _ = participant.receive(ack(ping), from: home(1), at: now)
                }
                participant.checkInvariants()
            }
            #expect(Set(names).count == 20, "round \(round)")
            rounds.append(names)
        }
        #expect(rounds[0] != rounds[1] && rounds[1] != rounds[2])
        #expect(participant.healthScore == 0)
    }

    @Test func `nobody probes itself, the dead, or those who left`() {
        var participant = Participant.fixture(peers: 2)
        _ = participant.start(at: .origin)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        let left = Dead(incarnation: 1, node: "n1", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        _ = participant.receive(.dead(left), from: home(99), at: .origin)
        #expect(participant.run(until: .seconds(20)).pings.isEmpty)
        #expect(participant.statistics.probes == 0)
    }

    @Test func `an interval of zero means no probes`() {
        var settings = MembershipSettings.still
        settings.probeInterval = .zero
        var participant = Participant.fixture(settings, peers: 3)
        _ = participant.start(at: .origin)
        #expect(participant.nextDeadline == nil)
    }
}
