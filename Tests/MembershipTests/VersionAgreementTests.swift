// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

/// Replays verify_protocol.json (spec §7).
@Suite struct VersionAgreementTests {
    struct Case: Decodable {
        let local: [Entry]
        let ok: Bool
        let remote: [Entry]
    }
    struct Entry: Decodable {
        let name: String
        let state: String
        let vsn: Hex

        var versions: VersionVector { VersionVector(vsn.bytes) }
    }

    @Test func `two tables agree exactly when they do for the reference`() throws {
        let cases = Vectors.cases("verify_protocol", as: Case.self)
        #expect(cases.count == 120)
        for (number, vector) in cases.enumerated() {
            let everyone = vector.local + vector.remote
            let living = everyone.filter { $0.state == "alive" }.map(\.versions)
            let agreement = VersionAgreement(alive: living)
            var agrees = true
            do {
                for entry in everyone {
                    try agreement.check(MemberName(entry.name), entry.versions)
                }
            } catch {
                agrees = false
            }
            #expect(agrees == vector.ok, "case \(number)")
        }
    }

    @Test func `a refused merge changes nothing and says who is to blame`() throws {
        var participant = Participant.fixture(peers: 1)
        let before = participant.members
        let stranger = PushNodeState(
            name: "stranger",
            endpoint: home(50),
            metadata: [],
            incarnation: 1,
            state: 0,
            versions: VersionVector([1, 5, 2, 2, 5, 4])
        )
        #expect(throws: MergeRefusal.delegateVersion("self", 0, 2, 0)) {
            try participant.receive(PushPull(join: true, nodes: [stranger]), at: .origin)
        }
        #expect(participant.members == before)
        #expect(participant.queuedBroadcasts == 0)
        #expect(participant.statistics.mergesRefused == 1)
        participant.checkInvariants()
    }

    @Test func `a newcomer without versions is not let in and blocks no push/pull`() throws {
        var participant = Participant.fixture(peers: 2)
        for bytes in [[], [1, 5], [1, 5, 2], [1, 5, 2, 0, 0]] as [[UInt8]] {
            var alive = Alive.from(9)
            alive.versions = VersionVector(bytes)
            #expect(participant.receive(.alive(alive), from: home(99), at: .origin) == [])
            #expect(participant["n9"] == nil)
        }
        #expect(participant.statistics.droppedUnusableAlive == 4)
        let honest = Participant.fixture(peers: 1).pushPull(join: false)
        _ = try participant.receive(honest, at: .origin)
    }

    @Test(arguments: [[0, 5, 2], [1, 0, 2], [3, 2, 2]] as [[UInt8]])
    func `versions that cannot be are ignored even from those we know`(bytes: [UInt8]) {
        var participant = Participant.fixture(peers: 1)
        var alive = Alive.from(0, 2)
        alive.versions = VersionVector(bytes)
        #expect(participant.receive(.alive(alive), from: home(99), at: .origin) == [])
        #expect(participant["n0"]?.incarnation == 1)
        #expect(participant.statistics.droppedUnusableAlive == 1)
    }

    @Test(
        arguments: [
            [1, 5, 6, 0, 0, 0], [3, 5, 2, 0, 0, 0], [3, 5, 4, 0, 0, 0], [1, 1, 1, 0, 0, 0],
            [1, 5, 2, 2, 5, 4], [1, 5, 2, 0, 3, 4], [6, 9, 7, 0, 0, 0], [1, 5, 2, 0, 5, 4],
        ] as [[UInt8]]
    )
    func `gossip does not bring in who would block every push/pull`(bytes: [UInt8]) throws {
        var participant = Participant.fixture(peers: 1)
        for number in [0, 9] as [UInt8] {
            var alive = Alive.from(number, 2)
            alive.versions = VersionVector(bytes)
            #expect(participant.receive(.alive(alive), from: home(99), at: .origin) == [])
        }
        #expect(participant["n0"]?.incarnation == 1)
        #expect(participant["n9"] == nil)
        #expect(participant.statistics.droppedIncompatibleVersions == 2)
        let honest = Participant.fixture(peers: 1).pushPull(join: false)
        #expect(throws: Never.self) { try participant.receive(honest, at: .origin) }
    }

    @Test(arguments: [[1, 5, 4, 0, 0, 0], [2, 2, 2, 0, 0, 0], [1, 2, 1, 0, 9, 0]] as [[UInt8]])
    func `other versions that understand ours are let in`(bytes: [UInt8]) throws {
        var participant = Participant.fixture(peers: 1)
        var alive = Alive.from(9)
        alive.versions = VersionVector(bytes)
        _ = participant.receive(.alive(alive), from: home(99), at: .origin)
        #expect(participant["n9"]?.versions == VersionVector(bytes))
    }
}
