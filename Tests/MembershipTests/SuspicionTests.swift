// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// A suspect's time, and what shortens and ends it (spec §8.2, §9).
@Suite struct SuspicionTests {
    private func suspect(
        _ node: MemberName = "n0",
        from accuser: MemberName,
        incarnation: Incarnation = 1
    ) -> Message {
        .suspect(Suspect(incarnation: incarnation, node: node, from: accuser))
    }

    @Test func `in a large cluster an unconfirmed suspect has six times the least time`() {
        var participant = Participant.fixture(peers: 9)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        #expect(participant.nextDeadline == .seconds(24))
        #expect(participant.advance(to: .seconds(23.9)) == [])
        let outputs = participant.advance(to: .seconds(24))
        #expect(outputs.changes == [.died(participant["n0"]!)])
        #expect(participant["n0"]?.state == .dead)
        #expect(participant.statistics.degradedTimeouts == 1)
        let verdict = Dead(incarnation: 1, node: "n0", from: "self")
        #expect(participant.queued == [.dead(verdict)])
        participant.checkInvariants()
    }

    @Test func `each new accuser shortens the time and is passed on, a repeated one is neither`() {
        var participant = Participant.fixture(peers: 9)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        participant.empty()
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .seconds(1))
        #expect(participant.nextDeadline == .seconds(24))
        #expect(participant.queued.isEmpty)

        _ = participant.receive(suspect(from: "n6"), from: home(99), at: .seconds(1))
        // 24 - 20 ln(2) / ln(3), in whole milliseconds.
        #expect(participant.nextDeadline == .seconds(11.381))
        #expect(participant.queued == [suspect(from: "n6")])
        _ = participant.receive(suspect(from: "n7"), from: home(99), at: .seconds(2))
        #expect(participant.nextDeadline == .seconds(4))
        // Two were wanted; a third changes nothing.
        participant.empty()
        _ = participant.receive(suspect(from: "n8"), from: home(99), at: .seconds(2))
        #expect(participant.queued.isEmpty)
        #expect(participant.statistics.confirmations == 2)

        _ = participant.advance(to: .seconds(4))
        #expect(participant["n0"]?.state == .dead)
        #expect(participant.statistics.degradedTimeouts == 0)
        participant.checkInvariants()
    }

    @Test func `a confirmation that comes after the shortened time ends it at once`() {
        var participant = Participant.fixture(peers: 9)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        _ = participant.receive(suspect(from: "n6"), from: home(99), at: .seconds(11))
        _ = participant.receive(suspect(from: "n7"), from: home(99), at: .seconds(11))
        #expect(participant.nextDeadline == .seconds(11))
        _ = participant.advance(to: .seconds(11))
        #expect(participant["n0"]?.state == .dead)
    }

    @Test(arguments: [(1, 4.0), (2, 4.0), (3, 24.0), (8, 24.0)] as [(UInt8, Double)])
    func `who has too few peers to confirm does not wait for them`(peers: UInt8, seconds: Double) {
        // SuspicionMult 4 wants two confirmations, so four members at least.
        var participant = Participant.fixture(peers: peers)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        #expect(participant.nextDeadline == .seconds(seconds))
    }

    @Test func `a suspect that speaks up with a higher incarnation is back, without an event`() {
        var participant = Participant.fixture(peers: 9)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        let outputs = participant.receive(.alive(.from(0, 2)), from: home(99), at: .seconds(3))
        #expect(outputs.changes == [.recovered(participant["n0"]!)])
        #expect(participant["n0"]?.since == .seconds(3))
        #expect(participant.nextDeadline == nil)
        #expect(participant.queued == [.alive(.from(0, 2))])
        participant.checkInvariants()
    }

    @Test func `a suspect that speaks up with new metadata is an update`() {
        var participant = Participant.fixture(peers: 9)
        _ = participant.receive(suspect(from: "n5"), from: home(99), at: .origin)
        let alive = Alive.from(0, 2, metadata: [7])
        let outputs = participant.receive(.alive(alive), from: home(99), at: .seconds(3))
        #expect(outputs.changes == [.updated(participant["n0"]!)])
    }

    @Test func `suspicions of strangers, of old incarnations and of the dead are ignored`() {
        var participant = Participant.fixture(peers: 2)
        participant.meet(1, incarnation: 5)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        participant.empty()
        let version = participant.tableVersion
        for message in [
            suspect("stranger", from: "n1"), suspect("n1", from: "n0", incarnation: 4),
            suspect("n0", from: "n1", incarnation: 9),
        ] {
            #expect(participant.receive(message, from: home(99), at: .origin) == [])
        }
        #expect(participant.tableVersion == version)
        #expect(participant.queued.isEmpty)
        participant.checkInvariants()
    }

    @Test func `many suspicions end each in its own time`() {
        var participant = Participant.fixture(peers: 60)
        var random = SplitMix64(seed: 5)
        for number in 0..<60 {
            let now = Instant.seconds(Double(number) / 10)
            _ = participant.receive(suspect("n\(number)", from: "a"), from: home(99), at: now)
            let confirmed = MemberName("n\(random.index(below: number + 1))")
            let accuser = MemberName("b\(random.index(below: 3))")
            _ = participant.receive(suspect(confirmed, from: accuser), from: home(99), at: now)
            participant.checkInvariants()
        }
        let outputs = participant.run(until: .seconds(100))
        #expect(outputs.changes.count == 60)
        #expect(participant.count(of: .dead) == 60)
        #expect(participant.runningSuspicions == 0)
        for case .died(let member) in outputs.changes { #expect(member.state == .dead) }
    }
}

extension MemberName: ExpressibleByStringInterpolation {}
