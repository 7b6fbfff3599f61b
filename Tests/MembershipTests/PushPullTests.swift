// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Exchanging whole tables (spec §8.4, §13).
@Suite struct PushPullTests {
    private var pulling: MembershipSettings {
        var settings = MembershipSettings.still
        settings.pushPullInterval = .seconds(30)
        settings.probeInterval = .zero
        return settings
    }

    /// When this participant opens streams within ten minutes, and to whom.
    private func pulls(_ participant: inout Participant) -> [(at: Instant, to: Endpoint)] {
        _ = participant.start(at: .origin)
        var pulls: [(at: Instant, to: Endpoint)] = []
        while let now = participant.nextDeadline, now <= .seconds(600) {
            for stream in participant.advance(to: now).streams {
                #expect(stream.purpose == .pushPull(join: false))
                pulls.append((now, stream.to))
            }
        }
        return pulls
    }

    @Test func `a table is exchanged every interval, with someone alive`() {
        var participant = Participant.fixture(pulling, peers: 4)
        let suspect = Suspect(incarnation: 1, node: "n0", from: "n1")
        _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        let dead = Dead(incarnation: 1, node: "n1", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        let pulls = pulls(&participant)
        #expect(pulls[0].at >= .seconds(30) && pulls[0].at < .seconds(60))
        for (earlier, later) in zip(pulls, pulls.dropFirst()) {
            #expect(later.at - earlier.at == .seconds(30))
        }
        #expect(Set(pulls.map(\.to)) == [home(12), home(13)])
    }

    @Test func `in a larger cluster the interval is longer`() {
        var participant = Participant.fixture(pulling, peers: 99)
        let pulls = pulls(&participant)
        // A hundred members: two doublings of 32 begun.
        #expect(pulls[1].at - pulls[0].at == .seconds(90))
    }

    @Test func `alone there is nobody to exchange with, and with zero no interval`() {
        var alone = Participant.fixture(pulling)
        #expect(pulls(&alone).isEmpty)
        var never = pulling
        never.pushPullInterval = .zero
        var participant = Participant.fixture(never, peers: 3)
        #expect(pulls(&participant).isEmpty)
    }

    @Test func `joining opens one stream and each has its own number`() {
        var participant = Participant.fixture()
        let outputs =
            participant.join(home(50), at: .origin) + participant.join(home(51), at: .origin)
        #expect(outputs.streams.map(\.to) == [home(50), home(51)])
        #expect(outputs.streams.allSatisfy { $0.purpose == .pushPull(join: true) })
        #expect(Set(outputs.streams.map(\.id)).count == 2)
    }

    @Test func `another's dead is only suspected, and counts as our own word`() throws {
        var participant = Participant.fixture(peers: 9)
        var states = participant.pushPull(join: false).nodes.filter { $0.name != "self" }
        states[0].state = 2
        states[1].state = 1
        states[2].state = 3
        let exchange = PushPull(join: false, nodes: states)
        let outputs = try participant.receive(exchange, at: .origin)
        #expect(
            outputs.changes == [
                .suspected(participant[states[0].name]!), .suspected(participant[states[1].name]!),
                .left(participant[states[2].name]!),
            ]
        )
        // The same from another peer confirms nothing: the word is ours, and we have spoken.
        participant.empty()
        let answer = StreamID(rawValue: 4)
        let again = try participant.receive(exchange, answering: answer, at: .origin)
        #expect(again == [])
        #expect(participant.queued.isEmpty)
        participant.checkInvariants()
    }

    @Test func `strangers who are not alive, and states unheard of, are left out`() throws {
        var participant = Participant.fixture()
        let nodes = [1, 2, 3, 4, -1, 300].enumerated().map { number, state in
            PushNodeState(
                name: MemberName("s\(number)"),
                endpoint: home(40),
                metadata: [],
                incarnation: 1,
                state: state,
                versions: .standard
            )
        }
        let outputs = try participant.receive(PushPull(join: true, nodes: nodes), at: .origin)
        #expect(outputs == [])
        #expect(participant.memberCount == 1)
        #expect(participant.statistics.droppedUnknownStates == 3)
    }

    @Test func `the own table names everyone, in every state`() {
        var participant = Participant.fixture(peers: 3)
        let dead = Dead(incarnation: 1, node: "n0", from: "n1")
        let suspect = Suspect(incarnation: 1, node: "n1", from: "n0")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        let exchange = participant.pushPull(join: true)
        #expect(exchange.join)
        #expect(exchange.nodes.map(\.name) == ["self", "n0", "n1", "n2"])
        #expect(exchange.nodes.map(\.state) == [0, 2, 1, 0])
    }
}
