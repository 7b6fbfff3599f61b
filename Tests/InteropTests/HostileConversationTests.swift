// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Wire

extension RealPrograms {
    /// What is well formed and meant badly: bombs, lies, and peers who take their time.
    @Suite struct HostileConversationTests {
        @Test func `packets in packets and bombs unfold to no more than their limits`()
            async throws
        {
            try await Scene.play { scene in
                let nodes = try await HostileNodes.start(scene)
                let before = try await nodes.victim.counters()
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                try await Attacker.attack(nodes.victim, net: 71) { attacker in
                    for bomb in Self.packetBombs() {
                        for _ in 0..<20 { try attacker.packet(bomb) }
                    }
                    try attacker.drain()
                    for bomb in Self.streamBombs() {
                        for _ in 0..<10 { try attacker.stream(bomb) }
                    }
                }
                let after = try await nodes.victim.counters()
                #expect(after.grown("dropped-packet-nested-too-deep", since: before) >= 20)
                #expect(after.grown("dropped-packet-too-many-parts", since: before) >= 20)
                #expect(after.grown(prefix: "dropped-packet-decompression", since: before) >= 20)
                #expect(after.grown(prefix: "dropped-stream-", since: before) >= 10)
                try await nodes.expectWork()
                nodes.expectNeverLost()
                let now = try #require(ProcessFigures(of: nodes.victim.child))
                #expect(now.residentKiB - warm.residentKiB < 96 * 1_024)
            }
        }

        private static func packetBombs() -> [[UInt8]] {
            var nested: [UInt8] = [8, 1]
            for _ in 0..<20 { nested = Compound.encode([nested]) }
            let users = Compound.encode([[UInt8]](repeating: [8, 1], count: 127))
            let many = Compound.encode([[UInt8]](repeating: users, count: 100))
            return [
                nested,
                [7, 255] + [UInt8](repeating: 0, count: 510),
                [7, 255] + [UInt8](repeating: 0xFF, count: 1_000),
                many,
                CompressedMessage.around([UInt8](repeating: 7, count: 2 << 20)),
                CompressedMessage.around(many),
            ]
        }

        private static func streamBombs() -> [[UInt8]] {
            let header = PushPullHeader(nodes: 65_536, userStateLength: 0, join: false)
            var writer = MessagePackWriter(.pushPull)
            header.write(to: &writer)
            writer.raw([UInt8](repeating: 0xC0, count: 65_536))
            let user = StreamFrame.user([UInt8](repeating: 0, count: 4 << 20)).encoded()
            let announced = StreamFrame.user([UInt8](repeating: 0, count: 64)).encoded().dropLast(9)
            return [
                writer.bytes,
                CompressedMessage.around(writer.bytes),
                CompressedMessage.around(user),
                CompressedMessage.around(CompressedMessage.around(user)),
                CompressedMessage.around(Array(announced)),
                [10, 1, 0x40, 0, 0] + [UInt8](repeating: 1, count: 70_000),
            ]
        }

        @Test func `peers who drip are hung up on, and hold nobody else up`() async throws {
            try await Scene.play { scene in
                let nodes = try await HostileNodes.start(scene)
                let before = try await nodes.victim.counters()
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                async let dripping = Attacker.attack(nodes.victim, net: 72) { attacker in
                    try Drip.all(by: attacker, connections: 200, within: .seconds(30))
                }
                try await nodes.expectWork()
                let bytes = try await dripping
                #expect(bytes > 200)
                let after = try await nodes.victim.counters()
                #expect(after.grown("streams-timed-out", since: before) >= 200)
                try await eventually("the descriptors to be as before", within: .seconds(30)) {
                    guard let now = ProcessFigures(of: nodes.victim.child) else { return false }
                    return now.descriptors <= warm.descriptors + 4
                }
                try await nodes.expectWork()
                nodes.expectNeverLost()
            }
        }

        @Test func `lies about members are answered, and the members stay who they are`()
            async throws
        {
            try await Scene.play { scene in
                let nodes = try await HostileNodes.start(scene)
                for (number, name) in ["victim", "friend", "victim", "friend"].enumerated() {
                    let lies = try await Self.lies(about: MemberName(name), nodes)
                    for (net, batch) in lies.enumerated() {
                        let net = UInt8(80 + 10 * number + net)
                        try await Attacker.attack(nodes.victim, net: net) { attacker in
                            for lie in batch { try attacker.packet(lie) }
                            try attacker.drain()
                        }
                        try await nodes.seeEachOther()
                    }
                }
                try await nodes.expectWork()
                for node in [nodes.victim, nodes.friend] {
                    let view = try await node.members()
                    #expect(view["victim"]?.address == nodes.victim.address)
                    #expect(view["friend"]?.address == nodes.friend.address)
                    #expect(view.members.allSatisfy { $0.incarnation < 1 << 31 })
                }
            }
        }

        /// Accusations, verdicts, farewells and claims; a batch for each incarnation that matters.
        private static func lies(
            about node: MemberName,
            _ nodes: HostileNodes
        ) async throws -> [[[UInt8]]] {
            let known = try #require(try await nodes.victim.members()[node.text]).incarnation
            return [known, known + 1, .max].map { number in
                let incarnation = Incarnation(rawValue: number)
                let accusations = ["stranger", "victim", "friend", ""].flatMap { accuser in
                    let accuser = MemberName(accuser)
                    return [
                        Suspect(incarnation: incarnation, node: node, from: accuser).encoded(),
                        Dead(incarnation: incarnation, node: node, from: accuser).encoded(),
                    ]
                }
                let elsewhere = Endpoint(address: AddressBytes(127, 0, 0, 99), port: 9)
                let claim = Alive(incarnation: incarnation, node: node, endpoint: elsewhere)
                return accusations + [claim.encoded()]
            }
        }
    }
}
