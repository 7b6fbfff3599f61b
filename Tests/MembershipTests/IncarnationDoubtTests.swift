// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// An incarnation that jumps absurdly far is believed from its owner alone.
@Suite struct IncarnationDoubtTests {
    private let limit = MembershipSettings.still.maximumIncarnationJump
    private let reserve = MembershipSettings.incarnationReserve

    private func incarnation(_ number: UInt32) -> Incarnation { Incarnation(rawValue: number) }

    @Test func `a member's incarnation rises by so much at once and no more`() {
        var participant = Participant.fixture(peers: 1)
        participant.meet(0, incarnation: incarnation(1 + limit))
        #expect(participant["n0"]?.incarnation == incarnation(1 + limit))
        participant.meet(0, incarnation: incarnation(2 + 2 * limit))
        #expect(participant["n0"]?.incarnation == incarnation(1 + limit))
        #expect(participant.statistics.droppedIncarnationJumps == 1)
        participant.meet(0, incarnation: incarnation(1 + 2 * limit))
        #expect(participant["n0"]?.incarnation == incarnation(1 + 2 * limit))
        participant.checkInvariants()
    }

    @Test func `the member itself, asked over a stream, is believed`() throws {
        var participant = Participant.fixture(peers: 2)
        let high = incarnation(3_000_000_000)
        let jump = Message.alive(.from(0, high, metadata: [7]))
        let request = try #require(
            participant.receive(jump, from: home(99), at: .origin).streams.first
        )
        #expect(request.to == home(10))
        #expect(request.purpose == .pushPull(join: false))
        let state = PushNodeState(
            name: "n0",
            endpoint: home(10),
            metadata: [7],
            incarnation: high,
            state: 0,
            versions: .standard
        )
        // What it says of others is believed no more than before.
        var other = state
        other.name = "n1"
        other.endpoint = home(11)
        let table = PushPull(join: false, nodes: [state, other])
        _ = try participant.receive(table, answering: request.id, at: .seconds(1))
        #expect(participant["n0"]?.incarnation == high)
        #expect(participant["n1"]?.incarnation == 1)
        participant.checkInvariants()
    }

    @Test func `anybody else's table is not believed`() throws {
        var participant = Participant.fixture(peers: 1)
        let state = PushNodeState(
            name: "n0",
            endpoint: home(10),
            metadata: [],
            incarnation: incarnation(3_000_000_000),
            state: 0,
            versions: .standard
        )
        _ = try participant.receive(PushPull(join: true, nodes: [state]), at: .origin)
        #expect(participant["n0"]?.incarnation == 1)
    }

    @Test func `an accusation with a jump is ignored, and about ourselves it is answered`() {
        var participant = Participant.fixture(peers: 1)
        let high = incarnation(3_000_000_000)
        let accusations: [Message] = [
            .suspect(Suspect(incarnation: high, node: "n0", from: "m")),
            .dead(Dead(incarnation: high, node: "n0", from: "m")),
            .dead(Dead(incarnation: high, node: "n0", from: "n0")),
        ]
        for message in accusations {
            #expect(participant.receive(message, from: home(99), at: .origin) == [])
        }
        #expect(participant["n0"]?.state == .alive)
        #expect(participant.statistics.droppedIncarnationJumps == 3)
        let own = Message.suspect(Suspect(incarnation: high, node: "self", from: "m"))
        _ = participant.receive(own, from: home(99), at: .origin)
        #expect(participant.incarnation == incarnation(3_000_000_001))
    }

    @Test func `a stranger may begin anywhere but at the end of the numbers`() throws {
        var participant = Participant.fixture()
        // Seconds of the calendar, as some begin with.
        participant.meet(0, incarnation: incarnation(1_790_000_000))
        #expect(participant["n0"]?.incarnation == incarnation(1_790_000_000))
        participant.meet(1, incarnation: incarnation(.max - reserve))
        #expect(participant["n1"] != nil)
        let message = Message.alive(.from(2, incarnation(.max - reserve + 1)))
        let outputs = participant.receive(message, from: home(99), at: .origin)
        #expect(participant["n2"] == nil)
        #expect(outputs.streams.map(\.to) == [home(12)])
    }

    @Test func `who lies makes us ask once a second, and each member twice a minute`() {
        var participant = Participant.fixture(peers: 100)
        var dials: [Endpoint] = []
        for tenth in 0..<600 {
            let now = Instant.origin + .milliseconds(100 * tenth)
            let lie = Alive.from(UInt8(tenth % 100), incarnation(4_000_000_000))
            dials += participant.receive(.alive(lie), from: home(99), at: now).streams.map(\.to)
            participant.checkInvariants()
        }
        #expect((30...60).contains(dials.count))
        let most = Dictionary(grouping: dials, by: \.self).values.map(\.count).max()
        #expect(most! <= 2)
    }
}
