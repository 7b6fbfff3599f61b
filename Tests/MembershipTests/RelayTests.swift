// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Pinging on behalf of others (spec §5.8; Lifeguard IV.A).
@Suite struct RelayTests {
    private func request(
        _ number: UInt32 = 77,
        wantsNack: Bool = true,
        source: Endpoint = Endpoint(address: .none, port: 0)
    ) -> Message {
        .indirectPing(
            IndirectPing(
                sequenceNumber: SequenceNumber(rawValue: number),
                target: home(20),
                node: "target",
                wantsNack: wantsNack,
                source: source,
                sourceNode: "requester"
            )
        )
    }

    @Test func `where names are required, a ping that names nobody is dropped`() {
        var settings = MembershipSettings.still
        settings.requireNodeNames = true
        var strict = Participant.fixture(settings)
        var lenient = Participant.fixture()
        let direct = Ping(sequenceNumber: 5, node: "", source: home(30), sourceNode: "peer")
        let relayed = IndirectPing(
            sequenceNumber: 6,
            target: home(20),
            node: "",
            wantsNack: true,
            source: home(30),
            sourceNode: "peer"
        )
        for message in [Message.ping(direct), .indirectPing(relayed)] {
            #expect(strict.receive(message, from: home(30), at: .origin) == [])
            #expect(lenient.receive(message, from: home(30), at: .origin) != [])
        }
        #expect(strict.answer(toStreamPing: direct) == nil)
        #expect(lenient.answer(toStreamPing: direct) != nil)
        #expect(strict.statistics.droppedMisdirectedPings == 1)
        #expect(strict.statistics.droppedUnusableRelays == 1)
    }

    @Test func `an ack is passed on under the requester's number, without its payload`() {
        var participant = Participant.fixture()
        let asked = participant.receive(request(), from: home(30), at: .origin)
        let ping = Ping(sequenceNumber: 1, node: "target", source: home(1), sourceNode: "self")
        #expect(
            asked == [.sendPacket(payload: ping.encoded(), to: home(20), checksum: false)]
        )
        let ack = Ack(sequenceNumber: 1, payload: [1, 2, 3])
        let answer = participant.receive(.ack(ack), from: home(20), at: .seconds(0.1))
        let passed = Ack(sequenceNumber: 77)
        #expect(
            answer == [.sendPacket(payload: passed.encoded(), to: home(30), checksum: false)]
        )
        #expect(participant.nextDeadline == nil)
        participant.checkInvariants()
    }

    @Test func `a silent target is told of, if the requester wants to know`() {
        var participant = Participant.fixture()
        _ = participant.receive(request(), from: home(30), at: .origin)
        _ = participant.receive(request(78, wantsNack: false), from: home(30), at: .seconds(0.1))
        #expect(participant.nextDeadline == .seconds(0.5))
        #expect(participant.advance(to: .seconds(0.499)) == [])
        let nack = Nack(sequenceNumber: 77)
        #expect(
            participant.advance(to: .seconds(0.5))
                == [.sendPacket(payload: nack.encoded(), to: home(30), checksum: false)]
        )
        #expect(participant.advance(to: .seconds(0.6)) == [])
        // Too late: nobody is waiting any more.
        let ack = Ack(sequenceNumber: 1)
        #expect(participant.receive(.ack(ack), from: home(20), at: .seconds(0.7)) == [])
        #expect(participant.statistics.droppedUnawaitedAcks == 1)
        participant.checkInvariants()
    }

    @Test func `the answer goes to the address that the requester names`() {
        var participant = Participant.fixture()
        _ = participant.receive(request(source: home(31)), from: home(30), at: .origin)
        let ack = Ack(sequenceNumber: 1)
        let answer = participant.receive(.ack(ack), from: home(20), at: .seconds(0.1))
        #expect(answer.sent.map(\.to) == [home(31)])
    }

    @Test func `requests beyond the limit, or without a target, are counted and dropped`() {
        var settings = MembershipSettings.still
        settings.maximumRelays = 2
        var participant = Participant.fixture(settings)
        for number in 0..<5 {
            _ = participant.receive(request(UInt32(number)), from: home(30), at: .origin)
        }
        #expect(participant.relays.count == 2)
        #expect(participant.statistics.droppedRelaysFull == 3)
        let nobody = IndirectPing(
            sequenceNumber: 1,
            target: Endpoint(address: .none, port: 7),
            node: "",
            wantsNack: true
        )
        #expect(participant.receive(.indirectPing(nobody), from: home(30), at: .origin) == [])
        #expect(participant.statistics.droppedUnusableRelays == 1)
        participant.checkInvariants()
    }

    @Test func `many relays come and go without leaving anything behind`() {
        var participant = Participant.fixture()
        for number in 0..<2_000 {
            let now = Instant.seconds(Double(number) / 1_000)
            _ = participant.receive(request(UInt32(number)), from: home(30), at: now)
            if number.isMultiple(of: 3) {
                let ack = Ack(sequenceNumber: SequenceNumber(rawValue: UInt32(number + 1)))
                _ = participant.receive(.ack(ack), from: home(20), at: now)
            }
            _ = participant.advance(to: now)
            #expect(participant.relays.count <= 502)
        }
        participant.checkInvariants()
        _ = participant.run(until: .seconds(10))
        #expect(participant.relays.count == 0)
    }
}
