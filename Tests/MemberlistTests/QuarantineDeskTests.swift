// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Testing
import Wire

@testable import Memberlist

/// Who forges a member's address must not silence the member.
struct QuarantineDeskTests {
    private let member = Endpoint(address: AddressBytes(10, 0, 0, 2), port: 7_946)
    private let stranger = AddressBytes(192, 0, 2, 1)

    private func participant() -> Participant {
        Participant(
            name: "self",
            endpoint: Endpoint(address: AddressBytes(10, 0, 0, 1), port: 7_946),
            metadata: [],
            settings: .lan,
            seed: 1,
            at: .origin
        )
    }

    private func flood(_ quarantine: inout Quarantine, _ source: AddressBytes, at now: Instant) {
        for _ in 0..<Quarantine.patience { _ = quarantine.note(source, at: now) }
        #expect(quarantine.holds(source, at: now))
    }

    private func refusesPackets(
        _ desk: inout QuarantineDesk,
        _ source: AddressBytes,
        _ participant: Participant,
        at now: Instant
    ) -> Bool {
        desk.refusesPackets(from: source, participant, at: now)
    }

    private func refusesStreams(
        _ desk: inout QuarantineDesk,
        _ source: AddressBytes,
        _ participant: Participant,
        at now: Instant
    ) -> Bool {
        desk.refusesStreams(from: source, participant, at: now)
    }

    @Test func `packets from where a member lives are always read, in whatever state it is`() {
        var participant = participant()
        var desk = QuarantineDesk()
        let alive = Alive(incarnation: 1, node: "n", endpoint: member)
        _ = participant.receive(.alive(alive), from: member, at: .origin)
        flood(&desk.packets, member.address, at: .origin)
        #expect(!refusesPackets(&desk, member.address, participant, at: .origin))
        let dead = Dead(incarnation: 1, node: "n", from: "m")
        _ = participant.receive(.dead(dead), from: member, at: .origin)
        #expect(participant["n"]?.state == .dead)
        let later = Instant.origin + .seconds(2)
        #expect(!refusesPackets(&desk, member.address, participant, at: later))
    }

    @Test func `a stranger that becomes a member is read within a second`() {
        var participant = participant()
        var desk = QuarantineDesk()
        flood(&desk.packets, member.address, at: .origin)
        #expect(refusesPackets(&desk, member.address, participant, at: .origin))
        let alive = Alive(incarnation: 1, node: "n", endpoint: member)
        _ = participant.receive(.alive(alive), from: member, at: .origin)
        let second = Instant.origin + .seconds(1)
        #expect(!refusesPackets(&desk, member.address, participant, at: second))
    }

    @Test func `what comes in packets says nothing about streams, nor the reverse`() {
        let participant = participant()
        var desk = QuarantineDesk()
        flood(&desk.packets, stranger, at: .origin)
        #expect(refusesPackets(&desk, stranger, participant, at: .origin))
        #expect(!refusesStreams(&desk, stranger, participant, at: .origin))
        desk.releaseAll()
        flood(&desk.streams, stranger, at: .origin)
        #expect(refusesStreams(&desk, stranger, participant, at: .origin))
        #expect(!refusesPackets(&desk, stranger, participant, at: .origin))
    }

    @Test func `this node's own address is never refused`() {
        let participant = participant()
        var desk = QuarantineDesk()
        let own = participant.local.endpoint.address
        flood(&desk.packets, own, at: .origin)
        flood(&desk.streams, own, at: .origin)
        #expect(!refusesPackets(&desk, own, participant, at: .origin))
        #expect(!refusesStreams(&desk, own, participant, at: .origin))
    }
}
