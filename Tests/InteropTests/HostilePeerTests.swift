// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WireSecurity

@testable import Wire

extension RealPrograms {
    /// A peer that does everything wrong on purpose, and a node that does not care.
    @Suite struct HostilePeerTests {
        /// Mutated packets in one test; a tenth as many streams.
        private static let packets: Int = {
            let environment = ProcessInfo.processInfo.environment
            guard let text = environment["PINGD_HOSTILE_PACKETS"] else { return 100_000 }
            guard let count = Int(text), count > 0 else {
                preconditionFailure("PINGD_HOSTILE_PACKETS is no number: \(text)")
            }
            return count
        }()

        @Test(arguments: [false, true])
        func `mutated packets and streams change nothing, take nothing and are counted`(
            isEncrypted: Bool
        ) async throws {
            try await Scene.play { scene in
                let key = [UInt8](repeating: 7, count: 32)
                let text = Data(key).base64EncodedString()
                let nodes = try await HostileNodes.start(
                    scene,
                    isEncrypted ? ["--key", text] : []
                )
                let cipher = try KeyringCipher(Keyring([key]))
                let load = Load(
                    seed: 1,
                    packets: Self.packets / 2,
                    streams: Self.packets / 20,
                    encryption: isEncrypted ? cipher.map { Encryption($0) } : nil
                )
                try await Self.expectCounted(load, net: 66, nodes)
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                var second = load
                second.seed = 2
                try await Self.expectCounted(second, net: 67, nodes)
                try await nodes.expectWork()
                nodes.expectNeverLost()
                try await Self.expectFlat(nodes.victim, since: warm)
            }
        }

        /// Throws the load; every packet is received, and what came of it is counted.
        private static func expectCounted(
            _ load: Load,
            net: UInt8,
            _ nodes: HostileNodes
        ) async throws {
            let before = try await nodes.victim.counters()
            let friendBefore = try await nodes.friend.counters()
            let lost = UDPQueue.of(port: nodes.victim.port)?.drops ?? 0
            let sent = try await Attacker.attack(
                nodes.victim,
                net: net,
                knock: load.knock
            ) { attacker in
                try load.sendPackets(by: attacker)
                try load.openStreams(by: attacker)
                return attacker.packetsSent
            }
            let after = try await nodes.victim.counters()
            let friendAfter = try await nodes.friend.counters()
            let dropped = (UDPQueue.of(port: nodes.victim.port)?.drops ?? 0) - lost
            let received = after.grown("packets-received", since: before)
            #expect(received >= sent - dropped)
            // Besides: what the friend sends, and ghosts do not send anything.
            let friendly = friendAfter.grown("packets-sent", since: friendBefore)
            #expect(received <= sent + friendly + 1_000)
            #expect(after.grown("streams-accepted", since: before) >= load.streams)
            let refused = after.grown(prefix: "dropped-packet-", since: before)
            #expect(refused > load.packets / 10)
            #expect(after.grown(prefix: "dropped-stream-", since: before) > load.streams / 10)
        }

        /// Memory and descriptors as they were; what streams and ghosts hold is given back in time.
        private static func expectFlat(_ node: Pingd, since warm: ProcessFigures) async throws {
            try await eventually("the descriptors to be as before", within: .seconds(30)) {
                guard let now = ProcessFigures(of: node.child) else { return false }
                return now.descriptors <= warm.descriptors + 4
            }
            let now = try #require(ProcessFigures(of: node.child))
            let grown = now.residentKiB - warm.residentKiB
            #expect(grown < 16 * 1_024, "from \(warm.residentKiB) KiB by \(grown) KiB")
        }

        @Test func `every message with every field wrong is dropped under its reason`()
            async throws
        {
            try await Scene.play { scene in
                let nodes = try await HostileNodes.start(scene)
                let before = try await nodes.victim.counters()
                try await Attacker.attack(nodes.victim, net: 68) { attacker in
                    for message in WrongMessages.packets.malformed { try attacker.packet(message) }
                    try attacker.drain()
                }
                let packets = try await nodes.victim.counters()
                let malformed = WrongMessages.packets.malformed.count
                #expect(malformed > 400)
                #expect(packets.grown("dropped-packet-malformed", since: before) == malformed)
                #expect(packets.grown(prefix: "dropped-packet-", since: before) == malformed)

                try await Attacker.attack(nodes.victim, net: 69) { attacker in
                    for message in WrongMessages.streams.malformed { try attacker.stream(message) }
                }
                let streams = try await nodes.victim.counters()
                let wrong = WrongMessages.streams.malformed.count
                #expect(wrong > 200)
                #expect(streams.grown(prefix: "dropped-stream-", since: packets) == wrong)
                #expect(streams.grown("streams-accepted", since: packets) >= wrong)

                try await Attacker.attack(nodes.victim, net: 70) { attacker in
                    for message in WrongMessages.packets.odd { try attacker.packet(message) }
                    for message in WrongMessages.streams.odd { try attacker.stream(message) }
                }
                try await nodes.expectWork()
                nodes.expectNeverLost()
            }
        }
    }
}
