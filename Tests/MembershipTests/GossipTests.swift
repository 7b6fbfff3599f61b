// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Spreading news (spec §5.7, §12).
@Suite struct GossipTests {
    private var chatty: MembershipSettings {
        var settings = MembershipSettings.still
        settings.gossipInterval = .milliseconds(200)
        settings.probeInterval = .zero
        return settings
    }

    @Test func `news goes to a few members each interval, until told often enough`() {
        var participant = Participant.fixture(chatty, peers: 9)
        _ = participant.start(at: .origin)
        let outputs = participant.run(until: .seconds(5))
        // RetransmitMult 4 in a cluster of ten: eight times.
        #expect(outputs.sent.count == 8)
        #expect(outputs.sent.allSatisfy { $0.message == .alive(participant.announcement()) })
        #expect(outputs.sent.allSatisfy { $0.to != home(1) })
        #expect(participant.queuedBroadcasts == 0)
    }

    @Test func `each round picks different members, and at most GossipNodes of them`() {
        var participant = Participant.fixture(chatty, peers: 30)
        _ = participant.start(at: .origin)
        let outputs = participant.advance(to: participant.nextDeadline!)
        #expect(outputs.sent.count == 3)
        #expect(Set(outputs.sent.map(\.to)).count == 3)
    }

    @Test func `with nothing to tell nothing is sent`() {
        var participant = Participant.fixture(chatty, peers: 5)
        _ = participant.start(at: .origin)
        participant.empty()
        #expect(participant.run(until: .seconds(5)) == [])
    }

    @Test func `one message goes bare, several as a compound`() {
        var participant = Participant.fixture(chatty, peers: 1)
        _ = participant.start(at: .origin)
        let bare = participant.announcement().encoded()
        #expect(
            participant.advance(to: participant.nextDeadline!)
                == [.sendPacket(payload: bare, to: home(10), checksum: true)]
        )
        participant.spread(Alive.from(7).encoded(), about: "n7")
        let packets = participant.advance(to: participant.nextDeadline!)
        #expect(packets.count == 1)
        #expect(
            packets.sent.map(\.message) == [.alive(.from(7)), .alive(participant.announcement())]
        )
    }

    @Test func `the dead hear of it for a while, those who left never`() {
        var participant = Participant.fixture(chatty, peers: 2)
        _ = participant.start(at: .origin)
        let dead = Dead(incarnation: 1, node: "n0", from: "n9")
        let left = Dead(incarnation: 1, node: "n1", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        _ = participant.receive(.dead(left), from: home(99), at: .origin)
        participant.empty()
        for second in stride(from: 1.0, to: 60, by: 1) {
            participant.spread(Alive.from(7).encoded(), about: "n7")
            let heard = Set(participant.run(until: .seconds(second)).sent.map(\.to))
            #expect(heard == (second <= 30 ? [home(10)] : []), "second \(second)")
        }
    }

    @Test(arguments: [(600, 0, true), (1_400, 45, true), (1_400, 0, false), (65_507, 0, true)])
    func `a packet with its overheads is never longer than the buffer`(
        size: Int,
        overhead: Int,
        checksum: Bool
    ) {
        var settings = chatty
        settings.udpBufferSize = size
        settings.packetOverhead = overhead
        var participant = Participant.fixture(settings)
        var peer = Alive.from(0)
        if !checksum { peer.versions = VersionVector([1, 4, 2, 0, 0, 0]) }
        _ = participant.receive(.alive(peer), from: home(99), at: .origin)
        _ = participant.start(at: .origin)
        var random = SplitMix64(seed: UInt64(size))
        for number in 0..<4_000 {
            let filler = [UInt8](repeating: 8, count: 1 + random.index(below: 120))
            participant.spread(filler, about: "m\(number)")
        }
        for _ in 0..<40 {
            let ping = Ping(sequenceNumber: 5, node: "", source: home(10), sourceNode: "n0")
            let answers = participant.receive(.ping(ping), from: home(10), at: .origin)
            for case .sendPacket(let payload, _, let summed)
                in answers + participant.advance(to: participant.nextDeadline!)
            {
                #expect(summed == checksum)
                #expect(payload.count + overhead + (summed ? 5 : 0) <= size)
                #expect(payload[0] == 7 && payload[1] <= 127 && payload[1] > 1)
            }
            participant.queue.checkInvariants()
        }
    }

    @Test func `news too long for any packet is counted, not kept for ever`() {
        var participant = Participant.fixture(chatty, peers: 2)
        let alive = Alive.from(0, 2, metadata: [UInt8](repeating: 1, count: 2_000))
        _ = participant.receive(.alive(alive), from: home(99), at: .origin)
        #expect(participant["n0"]?.incarnation == 2)
        #expect(participant.queuedBroadcasts == 0)
        #expect(participant.statistics.droppedOversizeBroadcasts == 1)
    }

    @Test func `acks to members we know carry a checksum, to others not`() {
        var participant = Participant.fixture(peers: 1)
        func answer(_ name: MemberName, _ source: Endpoint) -> [Bool] {
            let ping = Ping(sequenceNumber: 5, node: "self", source: source, sourceNode: name)
            return participant.receive(.ping(ping), from: home(50), at: .origin).sent
                .map(\.checksum)
        }
        #expect(answer("n0", home(10)) == [true])
        #expect(answer("n0", home(11)) == [false])
        #expect(answer("n8", home(10)) == [false])
    }

    @Test func `random choice takes everyone who is fit when few are`() {
        var participant = Participant.fixture(peers: 4)
        for _ in 0..<50 {
            let picked = participant.pickMembers(3) { $0[$1].name != "n0" }
            #expect(Set(picked).count == 3)
            #expect(!picked.contains(MemberTable.localSlot))
        }
    }

    @Test func `random choice in a large table is fair and without repetition`() {
        var participant = Participant.fixture(peers: 100)
        var counts: [Int: Int] = [:]
        for _ in 0..<2_000 {
            let picked = participant.pickMembers(3) { _, _ in true }
            #expect(Set(picked).count == 3)
            for slot in picked { counts[slot, default: 0] += 1 }
        }
        #expect(counts.count == 100)
        #expect(counts.values.allSatisfy { $0 > 20 && $0 < 120 })
    }
}
