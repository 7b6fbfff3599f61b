// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// What an application has a say in (spec §18).
@Suite struct HookTests {
    private func participant(
        peers: UInt8 = 0,
        refusing refusesMember: @escaping @Sendable (Member) -> String?
    ) -> Participant {
        var participant = Participant.fixture(peers: peers)
        participant.hooks.refusesMember = refusesMember
        return participant
    }

    @Test func `a refused newcomer leaves no trace but a count`() {
        var participant = participant { $0.metadata == [6] ? "six" : nil }
        let unwanted = Alive.from(0, metadata: [6])
        #expect(participant.receive(.alive(unwanted), from: home(9), at: .origin) == [])
        #expect(participant["n0"] == nil)
        #expect(participant.queuedBroadcasts == 0)
        #expect(participant.refusedMembers.counts == ["six": 1])
        #expect(participant.statistics.droppedRefusedMembers == 1)
        let wanted = Alive.from(0, metadata: [7])
        #expect(!participant.receive(.alive(wanted), from: home(9), at: .origin).isEmpty)
        #expect(participant["n0"]?.state == .alive)
    }

    @Test func `a known member that is refused stays as it was`() {
        var participant = participant(peers: 1) { $0.incarnation.rawValue > 1 ? "late" : nil }
        let news = Alive.from(0, 2, metadata: [1])
        #expect(participant.receive(.alive(news), from: home(9), at: .origin) == [])
        #expect(participant["n0"]?.incarnation == 1)
        #expect(participant["n0"]?.metadata == [])
        participant.checkInvariants()
    }

    @Test func `members of another's table are asked about too, and shown as they say they are`()
        throws
    {
        var participant = participant { member in
            member.state == .alive && member.name == "n1" && member.endpoint == home(11)
                ? "no" : nil
        }
        let nodes = [UInt8(0), 1].map { number in
            PushNodeState(
                name: MemberName("n\(number)"),
                endpoint: home(10 + number),
                metadata: [],
                incarnation: 1,
                state: 0,
                versions: Alive.from(0).versions
            )
        }
        _ = try participant.receive(PushPull(join: false, nodes: nodes), at: .origin)
        #expect(participant["n0"] != nil)
        #expect(participant["n1"] == nil)
    }

    @Test func `the own name is never asked about`() {
        var participant = participant { _ in "nobody" }
        let rumour = Alive(incarnation: 5, node: "self", endpoint: home(1), metadata: [9])
        _ = participant.receive(.alive(rumour), from: home(9), at: .origin)
        #expect(participant.incarnation == 6)
        #expect(participant.refusedMembers.counts.isEmpty)
    }

    @Test func `with a hook, who does not say its versions is not even asked about`() {
        var participant = participant(peers: 1) { _ in "asked" }
        var short = Alive.from(0, 2)
        short.versions = VersionVector([1, 5])
        _ = participant.receive(.alive(short), from: home(9), at: .origin)
        #expect(participant.statistics.droppedUnusableAlive == 1)
        #expect(participant.refusedMembers.counts.isEmpty)
    }

    @Test func `reasons without end are counted under one name`() {
        var participant = participant { "reason \($0.incarnation.rawValue)" }
        for number in 1...100 {
            let alive = Alive.from(0, Incarnation(rawValue: UInt32(number)))
            _ = participant.receive(.alive(alive), from: home(9), at: .origin)
        }
        let counts = participant.refusedMembers.counts
        #expect(counts.count == 65)
        #expect(counts["other"] == 36)
        #expect(counts["reason 64"] == 1)
    }

    @Test(arguments: [true, false])
    func `a refused merge takes nothing over, and only joins are asked about`(join: Bool) throws {
        var participant = Participant.fixture()
        participant.hooks.refusesMerge = { members in
            members.contains { $0.name == "n0" && $0.state == .left } ? "gone" : nil
        }
        let versions = Alive.from(0).versions
        let states = [("n0", 3), ("n1", 0), ("n2", 77)].map { name, state in
            PushNodeState(
                name: MemberName(name),
                endpoint: home(10),
                metadata: [],
                incarnation: 1,
                state: state,
                versions: versions
            )
        }
        let table = PushPull(join: join, nodes: states)
        if join {
            #expect(throws: MergeRefusal.application("gone")) {
                try participant.receive(table, at: .origin)
            }
        } else {
            _ = try participant.receive(table, at: .origin)
        }
        #expect(participant["n1"] == nil || !join)
        #expect(participant["n1"] != nil || join)
        #expect(participant.statistics.mergesRefused == (join ? 1 : 0))
        participant.checkInvariants()
    }

    @Test func `an ack carries the application's payload, if a packet can`() {
        var participant = Participant.fixture(peers: 1)
        let ping = Ping(sequenceNumber: 5, node: "self", source: home(10), sourceNode: "n0")
        for (length, expected) in [(3, 3), (1_300, 1_300), (1_400, 0), (0, 0)] {
            participant.hooks.ackPayload = { [UInt8](repeating: 1, count: length) }
            let answer = participant.receive(.ping(ping), from: home(10), at: .origin)
            let payload = [UInt8](repeating: 1, count: expected)
            let ack = Ack(sequenceNumber: 5, payload: payload)
            #expect(answer.sent.map(\.message) == [.ack(ack)])
            for case .sendPacket(let bytes, _, _) in answer { #expect(bytes.count <= 1_395) }
        }
        #expect(participant.statistics.droppedOversizeAckPayloads == 1)
        // A ping over a stream is answered without (spec §6.4).
        #expect(participant.answer(toStreamPing: ping) == Ack(sequenceNumber: 5))
    }
}
