// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Wire

extension RealPrograms {
    /// Lanes without number of a member that is none, and a node that gives everything back.
    @Suite struct HostileLaneLoadTests {
        private static let key = [UInt8](repeating: 7, count: 32)
        /// Lanes in each of two loads.
        private static let streams = 5_000

        @Test(arguments: [false, true])
        func `mutated lanes take nothing, and the other lane goes on`(isSealed: Bool) async throws {
            try await Scene.play { scene in
                let nodes = try await Self.start(scene, isSealed: isSealed)
                let friend = try await nodes.friend.counters()
                try await Self.expectCounted(seed: 1, isSealed, nodes)
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                async let exchanged: Void = Self.exchange(nodes, times: 40)
                try await Self.expectCounted(seed: 2, isSealed, nodes)
                try await exchanged
                try await Self.expectFlat(nodes.victim, since: warm)
                try await nodes.expectWork()
                nodes.expectNeverLost()
                #expect(nodes.victim.warnings == [])
                let after = try await nodes.friend.counters()
                #expect(after.grown("lane-connections-opened", since: friend) == 0)
                #expect(after.grown(prefix: "lane-ended-", since: friend) == 0)
            }
        }

        /// A node with a friend and a lane to it, and members that are none, which nobody probes.
        private static func start(
            _ scene: Scene,
            isSealed: Bool,
            ghosts: Int = 1
        ) async throws -> HostileNodes {
            var options = ["--probe-interval", "0s", "--inbox-messages", "1000"]
            if isSealed { options += ["--key", Data(key).base64EncodedString()] }
            let nodes = try await HostileNodes.start(scene, options)
            let encoder = PacketEncoder(
                compression: false,
                encryption: isSealed ? secrets.map { Encryption($0.envelope) } : nil
            )
            let ping = encoder.encode(Ping(sequenceNumber: 1, node: "").encoded(), checksum: false)
            try await Attacker.attack(nodes.victim, net: 98, knock: ping) { attacker in
                for number in 0..<ghosts {
                    let alive = Alive(
                        incarnation: Incarnation(rawValue: 1),
                        node: MemberName("ghost\(number)"),
                        endpoint: Endpoint(address: AddressBytes(127, 0, 0, 1), port: 9)
                    )
                    try attacker.packet(encoder.encode(alive.encoded(), checksum: false))
                }
                try attacker.drain()
            }
            try await exchange(nodes, times: 1)
            return nodes
        }

        private static let secrets = LaneLiar.Secrets(key)

        /// Messages each way, by lane and confirmed.
        private static func exchange(_ nodes: HostileNodes, times: Int) async throws {
            for _ in 0..<times {
                for (sender, name) in [(nodes.victim, "friend"), (nodes.friend, "victim")] {
                    let sent = try await sender.send(
                        json: #"{"to":["\#(name)"],"text":"x","wait":"delivered"}"#
                    )
                    #expect(sent.results.map(\.status) == ["delivered"])
                    #expect(sent.results.map(\.via) == ["lane"])
                }
            }
        }

        /// Opens the lanes, one after the other; what became of each is counted.
        private static func expectCounted(
            seed: UInt64,
            _ isSealed: Bool,
            _ nodes: HostileNodes
        ) async throws {
            let before = try await nodes.victim.counters()
            let secrets = isSealed ? secrets : nil
            try await Attacker.attack(nodes.victim, net: UInt8(98 + seed)) { attacker in
                var mutation = Mutation(seed: seed)
                for number in 0..<streams {
                    let liar = try LaneLiar(attacker, secrets)
                    try speak(liar, number, &mutation)
                }
            }
            let after = try await nodes.victim.counters()
            let answered = after.grown("lane-connections-answered", since: before)
            let unheard =
                after.grown(prefix: "lane-refused-", since: before)
                + after.grown(prefix: "dropped-stream-", since: before)
                + after.grown("dropped-lane-early-bytes", since: before)
            #expect(answered > streams / 2)
            let grown = after.keys.sorted().map { "\($0) \(after.grown($0, since: before))" }
            #expect(answered + unheard == streams, "\(grown)")
            #expect(after.grown(prefix: "lane-ended-", since: before) == answered)
            #expect(after.grown("lane-connections-dialled", since: before) == 0)
            #expect(after.grown(prefix: "dropped-lane-", since: before) > streams / 4)
        }

        private static func speak(
            _ liar: LaneLiar,
            _ number: Int,
            _ mutation: inout Mutation
        ) throws {
            let hello = LaneBytes.hello(
                "ghost0",
                to: "victim",
                random: mutation.bytes(32),
                key: liar.keyName,
                life: mutation.bytes(16)
            )
            if number % 8 == 0 {
                let bytes = mutation.applied(to: liar.framed(LaneBytes.opening(hello)))
                // Whoever says nothing at all is not counted.
                liar.write(bytes.isEmpty ? [0x70] : bytes)
                return try liar.leave()
            }
            _ = liar.open(number % 8 == 1 ? mutation.applied(to: hello) : hello)
            var conversation = LaneBytes.conversation
            let place = mutation.below(conversation.count)
            switch number % 8 {
            case 2: conversation.swapAt(place, mutation.below(conversation.count))
            case 3: conversation.insert(conversation[place], at: place)
            case 4: conversation.remove(at: place)
            default: conversation[place] = mutation.applied(to: conversation[place])
            }
            for (index, frames) in conversation.enumerated() where !frames.isEmpty {
                let record = liar.record(frames)
                let isChanged = number % 8 == 7 && index == place
                liar.write(isChanged ? mutation.applied(to: record) : record)
            }
            try liar.leave()
        }

        /// Memory and descriptors as they were.
        private static func expectFlat(_ node: Pingd, since warm: ProcessFigures) async throws {
            try await eventually("the descriptors to be as before", within: .seconds(30)) {
                guard let now = ProcessFigures(of: node.child) else { return false }
                return now.descriptors <= warm.descriptors
            }
            let now = try #require(ProcessFigures(of: node.child))
            let grown = now.residentKiB - warm.residentKiB
            #expect(grown < 16 * 1_024, "from \(warm.residentKiB) KiB by \(grown) KiB")
        }

        @Test func `a flood of openings gets no more than its share, and nothing for long`()
            async throws
        {
            try await Scene.play { scene in
                let nodes = try await Self.start(scene, isSealed: false, ghosts: 40)
                let before = try await nodes.victim.counters()
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                let counts = try await Attacker.attack(nodes.victim, net: 104) { attacker in
                    try Self.flood(attacker, openings: 1_000, ghosts: 40)
                }
                // Of those whom nobody has proved, as many as may be, until their time is up.
                if counts.took < .seconds(5) { #expect(counts.hellos == 64) }
                #expect(counts.hellos >= 64)
                #expect(counts.hellos + counts.refusals == 1_000)
                let after = try await nodes.victim.counters()
                #expect(after.grown("lane-refused-busy", since: before) == counts.refusals)
                #expect(after.grown("lane-ended-opening-timed-out", since: before) == counts.hellos)
                try await Self.exchange(nodes, times: 1)
                try await Self.expectFlat(nodes.victim, since: warm)
                try await nodes.expectWork()
                let friend = try await nodes.friend.counters()
                #expect(friend["lane-connections-opened"] == 1)
            }
        }

        /// Opens and says nothing more, then waits until the node has hung up on each.
        private static func flood(
            _ attacker: Attacker,
            openings: Int,
            ghosts: Int
        ) throws -> (hellos: Int, refusals: Int, took: Duration) {
            let began = ContinuousClock.now
            var (hellos, refusals) = (0, 0)
            var liars: [LaneLiar] = []
            for number in 0..<openings {
                let liar = try LaneLiar(attacker)
                let name = "ghost\(number % ghosts)"
                switch liar.open(as: name, to: "victim", seed: UInt64(number))?.first {
                case 1: hellos += 1
                case 2: refusals += 1
                default: break
                }
                liars.append(liar)
            }
            let took = began.duration(to: .now)
            for liar in liars { try liar.waitForEnd() }
            return (hellos, refusals, took)
        }

        @Test func `openings that come in drops, and lanes that say nothing, end in their time`()
            async throws
        {
            try await Scene.play { scene in
                let nodes = try await Self.start(scene, isSealed: false, ghosts: 40)
                let before = try await nodes.victim.counters()
                let warm = try #require(ProcessFigures(of: nodes.victim.child))
                try await Attacker.attack(nodes.victim, net: 105) { attacker in
                    try Self.tarry(attacker)
                }
                let after = try await nodes.victim.counters()
                #expect(after.grown("streams-timed-out", since: before) == 40)
                #expect(after.grown("lane-ended-opening-timed-out", since: before) == 40)
                #expect(after.grown("lane-connections-opened", since: before) == 0)
                try await Self.exchange(nodes, times: 1)
                try await Self.expectFlat(nodes.victim, since: warm)
                try await nodes.expectWork()
            }
        }

        /// Half of an opening, and a whole one with half a record behind the answer.
        private static func tarry(_ attacker: Attacker) throws {
            var liars: [LaneLiar] = []
            for number in 0..<40 {
                let half = try LaneLiar(attacker)
                half.write([0x70, 1, 0, 0, 1, 1, 0])
                let silent = try LaneLiar(attacker)
                silent.open(as: "ghost\(number)", to: "victim", seed: UInt64(number))
                silent.write([0, 0, 0, 12, 1, 0])
                liars += [half, silent]
            }
            for liar in liars { try liar.waitForEnd() }
        }
    }
}
