// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Who gets into the table, who may change what, and who is forgotten (spec §8).
@Suite struct TableTests {
    @Test func `starting reports the own join and tells of it`() {
        var participant = Participant.fixture()
        #expect(participant.members.map(\.name) == ["self"])
        #expect(participant.nextDeadline == nil)
        let outputs = participant.start(at: .origin)
        #expect(outputs == [.report(.joined(participant.local))])
        #expect(participant.queued == [.alive(participant.announcement())])
        #expect(participant.nextDeadline != nil)
    }

    @Test func `a second node of a known name is reported and changes nothing`() {
        var participant = Participant.fixture(peers: 1)
        participant.meet(0, incarnation: 3)
        participant.empty()
        let before = participant.members
        var rival = Alive.from(0, 9)
        for number in 0..<3 {
            rival.endpoint = home(60 + UInt8(number))
            let outputs = participant.receive(.alive(rival), from: home(60), at: .origin)
            guard outputs.count == 1,
                case .conflict(let existing, let claimant)? = outputs.changes.first
            else {
                Issue.record("\(outputs)")
                return
            }
            #expect(existing == before[1])
            #expect(claimant.endpoint == rival.endpoint)
        }
        var otherPort = Alive.from(0, 9)
        otherPort.endpoint.port = 1
        #expect(participant.receive(.alive(otherPort), from: home(60), at: .origin).count == 1)
        #expect(participant.members == before)
        #expect(participant.queued.isEmpty)
        #expect(participant.statistics.conflicts == 4)
    }

    @Test func `a second node of our own name is reported and not refuted`() {
        var participant = Participant.fixture()
        let rival = Alive(incarnation: 9, node: "self", endpoint: home(60))
        let outputs = participant.receive(.alive(rival), from: home(60), at: .origin)
        #expect(outputs.changes.map(\.isConflict) == [true])
        #expect(participant.incarnation == 1)
        #expect(participant.queued.isEmpty)
    }

    @Test func `four and sixteen bytes of one address are two addresses`() throws {
        var participant = Participant.fixture(peers: 1)
        var mapped = Alive.from(0, 5)
        let bytes = [UInt8](repeating: 0, count: 10) + [255, 255, 10, 0, 0, 10]
        mapped.endpoint.address = try #require(AddressBytes(bytes))
        let outputs = participant.receive(.alive(mapped), from: home(60), at: .origin)
        #expect(outputs.changes.map(\.isConflict) == [true])
    }

    @Test func `the name of one who left is free, of the dead only after a time`() {
        var settings = MembershipSettings.still
        settings.deadNodeReclaimTime = .seconds(30)
        settings.takeoverTime = .zero
        var participant = Participant.fixture(settings, peers: 2)
        let left = Dead(incarnation: 6, node: "n0", from: "n0")
        let dead = Dead(incarnation: 6, node: "n1", from: "n0")
        _ = participant.receive(.dead(left), from: home(99), at: .origin)
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        func claim(_ name: MemberName, at now: Instant) -> [Change] {
            let alive = Alive(incarnation: 1, node: name, endpoint: home(60))
            return participant.receive(.alive(alive), from: home(60), at: now).changes
        }
        #expect(claim("n0", at: .seconds(1)) == [.joined(participant["n0"]!)])
        #expect(participant["n0"]?.endpoint == home(60))
        #expect(participant["n0"]?.incarnation == 1)
        #expect(claim("n1", at: .seconds(30)).map(\.isConflict) == [true])
        #expect(claim("n1", at: .seconds(31)) == [.joined(participant["n1"]!)])
        participant.checkInvariants()
    }

    @Test func `the long dead are forgotten at the end of a round, and may come back`() {
        var participant = Participant.fixture(peers: 3)
        _ = participant.start(at: .origin)
        let dead = Dead(incarnation: 4, node: "n0", from: "n1")
        _ = participant.receive(.dead(dead), from: home(99), at: .origin)
        var forgotten: Instant?
        while forgotten == nil, let now = participant.nextDeadline, now < .seconds(60) {
            let outputs = participant.advance(to: now)
            participant.checkInvariants()
            for ping in outputs.pings {
                let ack = Ack(sequenceNumber: ping.sequenceNumber)
                _ = participant.receive(.ack(ack), from: home(10), at: now)
            }
            if outputs.changes.contains(.reaped("n0")) { forgotten = now }
        }
        #expect(forgotten! > .seconds(30) && forgotten! < .seconds(36))
        #expect(participant["n0"] == nil)
        #expect(participant.memberCount == 3)
        let back = participant.receive(.alive(.from(0, 1)), from: home(99), at: .seconds(60))
        #expect(back.changes == [.joined(participant["n0"]!)])
        participant.checkInvariants()
    }

    @Test func `a full table counts newcomers and keeps who is there`() {
        var settings = MembershipSettings.still
        settings.maximumMembers = 4
        var participant = Participant.fixture(settings, peers: 10)
        #expect(participant.memberCount == 4)
        #expect(participant.statistics.droppedTableFull == 7)
        let outputs = participant.receive(.alive(.from(0, 2)), from: home(99), at: .origin)
        #expect(outputs == [])
        #expect(participant["n0"]?.incarnation == 2)
        participant.checkInvariants()
    }

    @Test func `a newcomer without a name or an address, or with too much of either, stays out`() {
        var participant = Participant.fixture()
        var nameless = Alive.from(0)
        nameless.node = ""
        var homeless = Alive.from(1)
        homeless.endpoint.address = .none
        var endless = Alive.from(2)
        endless.node = MemberName(String(repeating: "x", count: 1_025))
        var heavy = Alive.from(3)
        heavy.metadata = [UInt8](repeating: 0, count: 2_049)
        for alive in [nameless, homeless, endless, heavy] {
            #expect(participant.receive(.alive(alive), from: home(99), at: .origin) == [])
        }
        #expect(participant.memberCount == 1)
        #expect(participant.statistics.droppedUnusableAlive == 3)
        #expect(participant.statistics.droppedOverlongNames == 1)
    }

    @Test func `nobody is accused, and nothing relayed, under an endless name`() {
        var participant = Participant.fixture(peers: 9)
        let endless = MemberName(String(repeating: "x", count: 1_025))
        let request = IndirectPing(
            sequenceNumber: 1,
            target: home(20),
            node: "x",
            wantsNack: true,
            sourceNode: endless
        )
        for message in [
            .suspect(Suspect(incarnation: 1, node: "n0", from: endless)),
            .dead(Dead(incarnation: 1, node: "n0", from: endless)), .indirectPing(request),
        ] as [Message] {
            #expect(participant.receive(message, from: home(99), at: .origin) == [])
        }
        #expect(participant["n0"]?.state == .alive)
        #expect(participant.statistics.droppedOverlongNames == 3)
    }

    @Test func `a port that is left out is our own`() {
        var participant = Participant.fixture()
        var portless = Alive.from(0)
        portless.endpoint.port = 0
        _ = participant.receive(.alive(portless), from: home(99), at: .origin)
        #expect(participant["n0"]?.endpoint == home(10))

        var settings = MembershipSettings.still
        settings.protocolVersion = 1
        settings.bindPort = 4_000
        var old = Participant.fixture(settings)
        _ = old.receive(.alive(.from(0)), from: home(99), at: .origin)
        #expect(old["n0"]?.endpoint == home(10, port: 4_000))
    }

    @Test func `only allowed addresses get in, from allowed sources`() throws {
        var settings = MembershipSettings.still
        settings.allowedNetworks = [
            try #require(NetworkPrefix(address: AddressBytes(10, 0, 0, 0), bits: 28))
        ]
        var participant = Participant.fixture(settings)
        _ = participant.receive(.alive(.from(1)), from: home(12), at: .origin)
        #expect(participant["n1"] != nil)
        _ = participant.receive(.alive(.from(2)), from: home(77), at: .origin)
        _ = participant.receive(.alive(.from(9)), from: home(12), at: .origin)
        #expect(participant.memberCount == 2)
        #expect(participant.statistics.droppedAddressNotAllowed == 2)
    }

    @Test(
        arguments: [
            ([10, 0, 0, 0], 8, [10, 9, 9, 9], true), ([10, 0, 0, 0], 8, [11, 0, 0, 0], false),
            ([10, 0, 0, 128], 25, [10, 0, 0, 127], false), ([0, 0, 0, 0], 0, [1, 2, 3, 4], true),
            ([10, 0, 0, 1], 32, [10, 0, 0, 1], true), ([10, 0, 0, 1], 32, [10, 0, 0, 2], false),
            ([0, 0, 0, 0], 0, Array(repeating: 1, count: 16), false),
            ([10, 0, 0, 0], 8, Array(repeating: 0, count: 10) + [255, 255, 10, 1, 1, 1], true),
        ] as [([UInt8], Int, [UInt8], Bool)]
    )
    func `a network is the addresses that begin with its bits`(
        network: [UInt8],
        bits: Int,
        candidate: [UInt8],
        isIn: Bool
    ) throws {
        let address = try #require(AddressBytes(network))
        let prefix = try #require(NetworkPrefix(address: address, bits: bits))
        #expect(prefix.contains(try #require(AddressBytes(candidate))) == isIn)
        #expect(NetworkPrefix(address: address, bits: 33) == nil)
    }

    @Test func `the version of the table grows exactly when something can be seen to change`() {
        var participant = Participant.fixture(peers: 3)
        var version = participant.tableVersion
        func grew() -> Bool {
            defer { version = participant.tableVersion }
            return participant.tableVersion > version
        }
        _ = participant.receive(.alive(.from(0, 1)), from: home(99), at: .origin)
        #expect(!grew())
        _ = participant.receive(.alive(.from(0, 2)), from: home(99), at: .origin)
        #expect(grew())
        let suspect = Suspect(incarnation: 2, node: "n0", from: "n1")
        _ = participant.receive(.suspect(suspect), from: home(99), at: .origin)
        #expect(grew())
        let ping = Ping(sequenceNumber: 1, node: "self")
        _ = participant.receive(.ping(ping), from: home(99), at: .origin)
        #expect(!grew())
    }
}
