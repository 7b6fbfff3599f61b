// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// A process that was stopped for minutes and goes on.
@Suite struct PauseTests {
    @Test func `what was missed in a pause is not made up for`() {
        var participant = Participant.fixture(.lan, peers: 5)
        _ = participant.start(at: .origin)
        _ = participant.run(until: .seconds(5))
        participant.spread(Alive.from(9).encoded(), about: "n9")
        let outputs = participant.advance(to: .seconds(300))
        // One probe, one round of gossip, one push/pull.
        #expect(outputs.pings.count <= 1)
        #expect(outputs.sent.count <= 5)
        #expect(outputs.streams.count <= 1)
        #expect(participant.nextDeadline! > .seconds(300))
        #expect(participant.statistics.pauses == 1)
        participant.checkInvariants()
    }

    @Test func `suspects are not declared dead for what they could not tell us`() {
        var participant = Participant.fixture(.lan, peers: 9)
        _ = participant.start(at: .origin)
        let suspect = Suspect(incarnation: 1, node: "n0", from: "n5")
        _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        // A confirmation that waited in the socket, then the clock.
        let second = Suspect(incarnation: 1, node: "n0", from: "n6")
        _ = participant.receive(.suspect(second), from: home(99), at: .seconds(300))
        let outputs = participant.advance(to: .seconds(300))
        #expect(outputs.changes.filter(\.isDeath).isEmpty)
        #expect(participant["n0"]?.state == .suspect)
        // Its time goes on where it stood when we stopped.
        let deadline = participant.suspicions.nextDeadline!
        #expect(deadline > .seconds(310) && deadline < .seconds(312))
        participant.checkInvariants()
    }

    @Test func `a probe in flight and relays end without a verdict`() {
        var participant = Participant.fixture(.still, peers: 3)
        _ = participant.start(at: .origin)
        let request = IndirectPing(
            sequenceNumber: 5,
            target: home(20),
            node: "x",
            wantsNack: true
        )
        participant.empty()
        let begun = participant.nextDeadline!
        _ = participant.advance(to: begun)
        #expect(participant.probe != nil)
        _ = participant.receive(.indirectPing(request), from: home(30), at: begun)
        let outputs = participant.advance(to: begun + .seconds(60))
        #expect(outputs.sent.count == 1)
        #expect(outputs.pings.count == 1)
        #expect(participant.healthScore == 0)
        #expect(participant.count(of: .suspect) == 0)
        #expect(participant.relays.count == 0)
    }

    @Test func `being a little late changes nothing`() {
        var participant = Participant.fixture(.still, peers: 9)
        _ = participant.start(at: .origin)
        let suspect = Suspect(incarnation: 1, node: "n0", from: "n5")
        _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        let before = participant.suspicions.nextDeadline
        _ = participant.advance(to: participant.nextDeadline! + .milliseconds(900))
        #expect(participant.suspicions.nextDeadline == before)
        #expect(participant.statistics.pauses == 0)
    }

    @Test(arguments: [0, 999, 1_000, 1_001, 3_500] as [Int64])
    func `a ticker fires once and keeps its beat`(late: Int64) {
        var ticker = Ticker(every: .seconds(1))
        #expect(ticker.next == nil)
        #expect(ticker.fire(at: .distantFuture) == false)
        ticker.start(at: .seconds(10))
        #expect(ticker.fire(at: .seconds(9.9)) == false)
        let now = Instant.seconds(10) + .milliseconds(late)
        #expect(ticker.fire(at: now) == true)
        #expect(ticker.next! > now && ticker.next! <= now + .seconds(1))
        #expect((ticker.next! - .origin).nanoseconds % 1_000_000_000 == 0)
        #expect(ticker.fire(at: now) == false)
    }
}
