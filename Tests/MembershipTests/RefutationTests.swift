// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// What a node does when others are wrong about it, or out of date (spec §8.1, §8.5, §8.6).
@Suite struct RefutationTests {
    private let unbeatable = Incarnation.unbeatable
    private let lastButOne = Incarnation(rawValue: .max - 1)

    @Test func `an accused node outbids the accusation under its own name`() {
        var participant = Participant.fixture(peers: 2)
        let suspect = Suspect(incarnation: 7, node: "self", from: "n0")
        #expect(participant.receive(.suspect(suspect), from: home(10), at: .origin) == [])
        #expect(participant.incarnation == 8)
        #expect(participant.healthScore == 1)
        let dead = Dead(incarnation: 8, node: "self", from: "n0")
        #expect(participant.receive(.dead(dead), from: home(10), at: .origin) == [])
        #expect(participant.incarnation == 9)
        #expect(participant.local.state == .alive)
        // The second announcement has taken the place of the first.
        let alive = Alive(incarnation: 9, node: "self", endpoint: home(1))
        #expect(participant.queued == [.alive(alive)])
        #expect(participant.statistics.refutations == 2)
        participant.checkInvariants()
    }

    @Test func `outdated accusations are not worth an answer`() {
        var participant = Participant.fixture()
        _ = participant.receive(
            .suspect(Suspect(incarnation: 1, node: "self", from: "n0")),
            from: home(10),
            at: .origin
        )
        #expect(participant.incarnation == 2)
        let old = Suspect(incarnation: 1, node: "self", from: "n1")
        _ = participant.receive(.suspect(old), from: home(10), at: .origin)
        #expect(participant.incarnation == 2)
    }

    @Test func `one's own words coming back are not refuted, other words are`() {
        var participant = Participant.fixture()
        let echo = participant.announcement()
        #expect(participant.receive(.alive(echo), from: home(10), at: .origin) == [])
        #expect(participant.incarnation == 1)
        #expect(participant.queued.isEmpty)
        var other = echo
        other.metadata = [1]
        _ = participant.receive(.alive(other), from: home(10), at: .origin)
        #expect(participant.incarnation == 2)
        other.incarnation = 1
        _ = participant.receive(.alive(other), from: home(10), at: .origin)
        #expect(participant.incarnation == 2)
    }

    @Test func `incarnations that nobody could outbid are ignored, and none ever wraps`() {
        var participant = Participant.fixture(peers: 2)
        let before = participant.members
        let messages: [Message] = [
            .suspect(Suspect(incarnation: unbeatable, node: "self", from: "n0")),
            .dead(Dead(incarnation: unbeatable, node: "self", from: "n0")),
            .alive(Alive(incarnation: unbeatable, node: "self", endpoint: home(1), metadata: [1])),
            .suspect(Suspect(incarnation: unbeatable, node: "n0", from: "n1")),
            .dead(Dead(incarnation: lastButOne, node: "n0", from: "n1")),
            .alive(.from(1, unbeatable)),
        ]
        for message in messages {
            #expect(participant.receive(message, from: home(99), at: .origin) == [])
        }
        #expect(participant.members == before)
        #expect(participant.statistics.droppedUnbeatable == 6)

        participant.checkInvariants()
    }

    @Test func `the last incarnation is never claimed, whatever is told`() throws {
        var participant = Participant.fixture(peers: 2, incarnation: lastButOne)
        let other = Alive(incarnation: lastButOne, node: "self", endpoint: home(1), metadata: [1])
        let messages: [Message] = [
            .suspect(Suspect(incarnation: lastButOne, node: "self", from: "n0")),
            .dead(Dead(incarnation: lastButOne, node: "self", from: "n0")), .alive(other),
        ]
        for message in messages { _ = participant.receive(message, from: home(99), at: .origin) }
        _ = try participant.updateMetadata([1], for: 1, at: .origin)
        #expect(participant.incarnation == lastButOne)
        #expect(participant.local.state == .alive)
        participant.checkInvariants()
    }

    @Test(arguments: [1, 2, 3, 1_000, 1 << 24 - 1] as [UInt32])
    func `nobody drives us to the end of the numbers, where nobody could be refuted`(
        before: UInt32
    ) throws {
        var participant = Participant.fixture(peers: 1)
        let end = Incarnation(rawValue: .max - before)
        let alive = Alive(incarnation: end, node: "self", endpoint: home(1), metadata: [1])
        let state = PushNodeState(
            name: "self",
            endpoint: home(1),
            metadata: [],
            incarnation: end,
            state: 1,
            versions: .standard
        )
        let lies: [Message] = [
            .suspect(Suspect(incarnation: end, node: "self", from: "n0")),
            .dead(Dead(incarnation: end, node: "self", from: "n0")), .alive(alive),
        ]
        for lie in lies { _ = participant.receive(lie, from: home(99), at: .origin) }
        _ = try participant.receive(PushPull(join: false, nodes: [state]), at: .origin)
        #expect(participant.incarnation == 1)
        #expect(participant.statistics.droppedUnbeatable == 4)
        // So what a peer says that knows what we claim is answered as ever.
        let accusation = Suspect(incarnation: 1, node: "self", from: "n0")
        _ = participant.receive(.suspect(accusation), from: home(10), at: .origin)
        #expect(participant.incarnation == 2)
        participant.checkInvariants()
    }

    @Test func `one who got near the end all the same is refuted step by step`() {
        let near = Incarnation(rawValue: .max - MembershipSettings.incarnationReserve + 1)
        let next = Incarnation(rawValue: near.rawValue + 1)
        var accused = Participant.fixture(peers: 1, incarnation: near)
        let accusation = Suspect(incarnation: near, node: "self", from: "n0")
        _ = accused.receive(.suspect(accusation), from: home(10), at: .origin)
        #expect(accused.incarnation == next)
        let jump = Suspect(incarnation: lastButOne, node: "self", from: "n0")
        _ = accused.receive(.suspect(jump), from: home(10), at: .origin)
        #expect(accused.incarnation == next)

        // And a third believes of it what it would answer, no more.
        var settings = MembershipSettings.still
        settings.maximumIncarnationJump = 0
        var third = Participant.fixture(settings, peers: 1)
        third.meet(0, incarnation: near)
        let far = Suspect(incarnation: next, node: "n0", from: "n1")
        _ = third.receive(.suspect(far), from: home(99), at: .origin)
        #expect(third["n0"]?.state == .alive)
        let close = Suspect(incarnation: near, node: "n0", from: "n1")
        _ = third.receive(.suspect(close), from: home(99), at: .origin)
        #expect(third["n0"]?.state == .suspect)
        third.meet(0, incarnation: next)
        #expect(third["n0"]?.state == .alive)
        accused.checkInvariants()
        third.checkInvariants()
    }

    @Test func `one with the last but one incarnation is still seen to die, by our own probes`() {
        var settings = MembershipSettings.still
        settings.maximumIncarnationJump = 0
        var participant = Participant.fixture(settings, peers: 1)
        _ = participant.receive(.alive(.from(0, lastButOne)), from: home(99), at: .origin)
        _ = participant.start(at: .origin)
        let changes = participant.run(until: .seconds(10)).changes
        #expect(changes.filter(\.isDeath).count == 1)
        #expect(participant["n0"]?.state == .dead)
    }

    @Test func `a node that cannot raise its incarnation any more can still leave`() {
        var participant = Participant.fixture(peers: 1, incarnation: lastButOne)
        #expect(participant.leave(at: .origin).changes == [.left(participant.local)])
        participant.checkInvariants()
    }

    @Test(arguments: [1, 2, 3])
    func `a restarted node outbids what the cluster remembers of it`(state: Int) throws {
        var restarted = Participant.fixture()
        let memory = PushNodeState(
            name: "self",
            endpoint: home(1),
            metadata: [],
            incarnation: 40,
            state: state,
            versions: .standard
        )
        let peer = Participant.fixture(peers: 1).members[1]
        let states = PushNodeState(
            name: peer.name,
            endpoint: peer.endpoint,
            metadata: [],
            incarnation: 1,
            state: 0,
            versions: .standard
        )
        _ = try restarted.receive(PushPull(join: true, nodes: [states, memory]), at: .origin)
        #expect(restarted.incarnation == 41)
        #expect(restarted.local.state == .alive)
        let alive = Alive(incarnation: 41, node: "self", endpoint: home(1))
        #expect(restarted.queued.contains(.alive(alive)))
    }

    @Test func `a stale alive never brings back the dead`() {
        var participant = Participant.fixture(peers: 3)
        let dead = Dead(incarnation: 4, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        for incarnation in [1, 3, 4] as [Incarnation] {
            let outputs = participant.receive(
                .alive(.from(0, incarnation)),
                from: home(99),
                at: .seconds(1)
            )
            #expect(outputs == [])
            #expect(participant["n0"]?.state == .dead)
        }
        let outputs = participant.receive(.alive(.from(0, 5)), from: home(99), at: .seconds(1))
        #expect(outputs.changes == [.joined(participant["n0"]!)])
    }

    @Test func `a stale alive is answered with the accusation, once for each accusation`() {
        var participant = Participant.fixture(peers: 9)
        let stale = Message.alive(.from(0, 1))
        let suspect = Message.suspect(Suspect(incarnation: 1, node: "n0", from: "n5"))
        _ = participant.receive(suspect, from: home(99), at: .origin)
        participant.empty()
        _ = participant.receive(stale, from: home(99), at: .origin)
        #expect(participant.queued == [suspect])
        participant.empty()
        _ = participant.receive(stale, from: home(99), at: .origin)
        #expect(participant.queued.isEmpty)

        _ = participant.advance(to: participant.nextDeadline!)
        participant.empty()
        _ = participant.receive(stale, from: home(99), at: .seconds(25))
        _ = participant.receive(stale, from: home(99), at: .seconds(25))
        #expect(participant.queued == [.dead(Dead(incarnation: 1, node: "n0", from: "self"))])
        #expect(participant.statistics.outdatedAliveAnswered == 2)
        participant.checkInvariants()
    }

    @Test func `an outdated alive of one who left is told so in its own name`() {
        var participant = Participant.fixture(peers: 2)
        let goodbye = Message.dead(Dead(incarnation: 3, node: "n0", from: "n0"))
        _ = participant.receive(goodbye, from: home(99), at: .origin)
        participant.empty()
        _ = participant.receive(.alive(.from(0, 1)), from: home(99), at: .origin)
        #expect(participant.queued == [goodbye])
    }

    @Test func `an alive of incarnation zero leaves a ghost that is dead and silent`() {
        var participant = Participant.fixture()
        let outputs = participant.receive(.alive(.from(0, 0)), from: home(99), at: .origin)
        #expect(outputs == [])
        #expect(participant["n0"]?.state == .dead)
        #expect(participant.memberCount == 2)
        #expect(participant.pushPull(join: false).nodes.count == 2)
        #expect(participant.queued.isEmpty)
        _ = participant.receive(.alive(.from(0, 0)), from: home(99), at: .origin)
        #expect(participant.queued.isEmpty)
        let later = participant.receive(.alive(.from(0, 1)), from: home(99), at: .origin)
        #expect(later.changes == [.joined(participant["n0"]!)])
        participant.checkInvariants()
    }
}
