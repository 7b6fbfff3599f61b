// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Nonsense in any order must neither trap nor break what must hold.
@Suite struct HostilityTests {
    /// Draws messages in which everything is possible and little makes sense.
    struct Nonsense {
        var random: SplitMix64

        mutating func pick<Value>(_ values: [Value]) -> Value {
            values[random.index(below: values.count)]
        }

        mutating func name() -> MemberName {
            pick(["self", "", "n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "ñ", "a/b"])
        }

        mutating func incarnation() -> Incarnation {
            let exotic: [UInt32] = [0, .max, .max - 1, .max - 2, 1 << 31]
            return Incarnation(
                rawValue: random.index(below: 20) == 0
                    ? pick(exotic) : UInt32(random.index(below: 30))
            )
        }

        mutating func endpoint() -> Endpoint {
            let long = AddressBytes([UInt8](repeating: 7, count: 16)) ?? .none
            let addresses = [AddressBytes.none, long, AddressBytes(10, 0, 0, 1)]
            let port = pick([0, 1, 7_946] as [UInt16])
            if random.index(below: 3) > 0 { return home(10 + UInt8(random.index(below: 6))) }
            return Endpoint(address: pick(addresses), port: port)
        }

        mutating func versions() -> VersionVector {
            if random.index(below: 4) > 0 { return .standard }
            return pick([.none, VersionVector([9, 1, 1]), VersionVector([1, 5, 2, 2, 5, 4])])
        }

        mutating func metadata() -> [UInt8] {
            [UInt8](repeating: 1, count: pick([0, 0, 1, 600, 1_400]))
        }

        mutating func number() -> SequenceNumber {
            SequenceNumber(rawValue: UInt32(random.index(below: 40)))
        }

        mutating func message() -> Message {
            switch random.index(below: 9) {
            case 0: .ping(Ping(sequenceNumber: number(), node: name(), source: endpoint()))
            case 1:
                .indirectPing(
                    IndirectPing(
                        sequenceNumber: number(),
                        target: endpoint(),
                        node: name(),
                        wantsNack: random.index(below: 2) == 0,
                        source: endpoint(),
                        sourceNode: name()
                    )
                )
            case 2: .ack(Ack(sequenceNumber: number()))
            case 3: .nack(Nack(sequenceNumber: number()))
            case 4: .suspect(Suspect(incarnation: incarnation(), node: name(), from: name()))
            case 5: .dead(Dead(incarnation: incarnation(), node: name(), from: name()))
            default: .alive(alive())
            }
        }

        mutating func alive() -> Alive {
            Alive(
                incarnation: incarnation(),
                node: name(),
                endpoint: endpoint(),
                metadata: metadata(),
                versions: versions()
            )
        }

        mutating func table() -> PushPull {
            let nodes = (0..<random.index(below: 8)).map { _ in
                let alive = alive()
                return PushNodeState(
                    name: alive.node,
                    endpoint: alive.endpoint,
                    metadata: alive.metadata,
                    incarnation: alive.incarnation,
                    state: random.index(below: 6) - 1,
                    versions: alive.versions
                )
            }
            return PushPull(join: random.index(below: 2) == 0, nodes: nodes)
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `nothing that is received breaks what must hold`(seed: UInt64) {
        var nonsense = Nonsense(random: SplitMix64(seed: seed))
        var settings = MembershipSettings.local
        settings.maximumMembers = 6
        settings.maximumRelays = 5
        settings.checksVersions = seed.isMultiple(of: 2)
        if !settings.checksVersions { settings.maximumIncarnationJump = 0 }
        settings.deadNodeReclaimTime = .seconds(1)
        settings.gossipToTheDeadTime = .seconds(3)
        var participant = Participant.fixture(settings, seed: seed, peers: 4)
        var now = Instant.origin
        _ = participant.start(at: now)
        for step in 0..<4_000 {
            now += nonsense.random.part(of: .milliseconds(step.isMultiple(of: 500) ? 9_000 : 60))
            var outputs: [Output] = []
            switch nonsense.random.index(below: 40) {
            case 0: outputs = (try? participant.receive(nonsense.table(), at: now)) ?? []
            case 1: outputs = participant.packetRefused(by: nonsense.endpoint(), at: now)
            case 2:
                let stream = StreamID(rawValue: UInt64(step % 50))
                let ack = Ack(sequenceNumber: nonsense.number())
                outputs = participant.receive(streamAck: ack, for: stream, at: now)
            case 3: outputs = (try? participant.updateMetadata([1], for: 1, at: now)) ?? []
            case 4...10: outputs = participant.advance(to: now)
            default:
                let source = nonsense.endpoint()
                outputs = participant.receive(nonsense.message(), from: source, at: now)
            }
            participant.checkInvariants()
            for case .sendPacket(let payload, _, let checksum) in outputs {
                #expect(payload.count + (checksum ? 5 : 0) <= 1_400, "seed \(seed)")
            }
            if step == 3_500 { _ = participant.leave(at: now) }
        }
        // It was worth the name: all kinds of things have happened.
        let statistics = participant.statistics
        #expect(statistics.refutations > 0 && statistics.suspicions > 0 && statistics.reaped > 0)
        #expect(statistics.droppedTableFull > 0 && statistics.conflicts > 0)
    }
}
