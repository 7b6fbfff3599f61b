// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Finding again who was lost.
@Suite struct ReconnectTests {
    private var persistent: MembershipSettings {
        var settings = MembershipSettings.still
        settings.reconnectInterval = .seconds(30)
        return settings
    }

    /// The endpoints of the push/pulls that were asked for, with the time of each.
    private func dials(
        _ participant: inout Participant,
        until end: Instant
    ) -> [(at: Instant, to: Endpoint)] {
        var dials: [(at: Instant, to: Endpoint)] = []
        while let next = participant.nextDeadline, next <= end {
            for case .openStream(_, let endpoint, .pushPull(join: true)) in participant.advance(
                to: next
            ) {
                dials.append((next, endpoint))
            }
            participant.checkInvariants()
        }
        return dials
    }

    private func kill(_ participant: inout Participant, _ number: UInt8) {
        let dead = Dead(incarnation: 1, node: MemberName("n\(number)"), from: "n9")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
    }

    @Test func `the dead are asked in turn, without end, long after they were forgotten`() {
        var participant = Participant.fixture(persistent, peers: 2)
        _ = participant.start(at: .origin)
        kill(&participant, 0)
        kill(&participant, 1)
        let dials = dials(&participant, until: .seconds(600))
        #expect(participant["n0"] == nil)
        #expect(participant["n1"] == nil)
        #expect(participant.departedMembers == 2)
        // Every 30 to 45 s.
        #expect((13...20).contains(dials.count))
        for (index, dial) in dials.enumerated() {
            #expect(dial.to == home(index.isMultiple(of: 2) ? 10 : 11))
        }
        for (earlier, later) in zip(dials, dials.dropFirst()) {
            let pause = later.at - earlier.at
            #expect(pause >= .seconds(30) && pause < .seconds(45))
        }
        #expect(participant.statistics.reconnects == dials.count)
    }

    @Test func `who lives again or has left is not asked`() {
        var participant = Participant.fixture(persistent, peers: 2)
        kill(&participant, 0)
        kill(&participant, 1)
        participant.meet(0, incarnation: 2)
        #expect(participant.departedMembers == 1)
        participant.meet(1, incarnation: 2)
        let goodbye = Dead(incarnation: 2, node: "n1", from: "n1")
        _ = participant.receive(.dead(goodbye), from: home(11), at: .origin)
        #expect(participant.departedMembers == 0)
        #expect(dials(&participant, until: .seconds(300)).isEmpty)
    }

    @Test func `one who leaves asks nobody, and with an interval of zero nobody does`() {
        var leaver = Participant.fixture(persistent, peers: 1)
        kill(&leaver, 0)
        _ = leaver.leave(at: .origin)
        #expect(dials(&leaver, until: .seconds(300)).isEmpty)

        var quiet = Participant.fixture(.still, peers: 1)
        kill(&quiet, 0)
        #expect(quiet.departedMembers == 0)
        #expect(dials(&quiet, until: .seconds(300)).isEmpty)
    }

    @Test func `only so many are kept, the newest`() {
        var departed = Departed()
        for number in 0..<2_000 {
            departed.remember(MemberName("m\(number)"), at: home(1, port: UInt16(number)))
            departed.checkInvariants()
        }
        #expect(departed.count == Departed.limit)
        #expect(departed.next() == home(1, port: UInt16(2_000 - Departed.limit)))
    }
}
