// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// A cluster of pingd nodes with lanes, one without, and Go nodes.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct MixedLaneTests {
        private static let key = Data(repeating: 7, count: 32).base64EncodedString()

        @Test(arguments: [false, true])
        func `each member gets its messages by the best way that both know`(isSealed: Bool)
            async throws
        {
            try await Scene.play { scene in
                let ours = isSealed ? ["--key", Self.key] : []
                let theirs = isSealed ? ["-key", Self.key] : []
                let go1 = try await scene.goPeer("go1", ["-v"] + theirs)
                let go2 = try await scene.goPeer("go2", ["-v", "-join", go1.address] + theirs)
                // Each joins all that are there, so that nobody waits for a rumour.
                var join = ["--join", go1.address, "--join", go2.address] + ours
                let lane1 = try await scene.pingd("lane1", join)
                join += ["--join", lane1.address]
                let lane2 = try await scene.pingd("lane2", join)
                join += ["--join", lane2.address]
                let plain = try await scene.pingd("plain", join + ["--no-lanes"])
                let (nodes, peers) = ([lane1, lane2, plain], [go1, go2])
                for node in nodes {
                    try await node.sees(alive: "go1", "go2", "lane1", "lane2", "plain")
                }
                for peer in peers {
                    for node in nodes { try await peer.event("join", of: node.name) }
                }
                for round in 1...3 {
                    try await Self.crossMessages(nodes, peers, round: round)
                }
                for peer in peers { #expect(Self.openings(seenBy: peer) == 0, "\(peer.name)") }
                let counters = try await [lane1.counters(), lane2.counters(), plain.counters()]
                for (node, counters) in zip(nodes, counters) {
                    let opened = counters["lane-connections-opened"] ?? 0
                    #expect((opened > 0) == (node.name != "plain"), "\(node.name): \(opened)")
                    #expect(node.warnings == [])
                }
                // Nobody was dialled for a lane who did not have one.
                let dialled = Self.sum("lane-connections-dialled", counters)
                let answered = Self.sum("lane-connections-answered", counters)
                let refused = Self.sum("lane-refused-crossed", counters)
                #expect(dialled == answered + refused)
            }
        }

        private static func sum(_ name: String, _ counters: [[String: UInt64]]) -> UInt64 {
            counters.reduce(0) { $0 + ($1[name] ?? 0) }
        }

        /// Everybody sends to everybody else, and everything arrives.
        private static func crossMessages(
            _ nodes: [Pingd],
            _ peers: [GoPeer],
            round: Int
        ) async throws {
            let inTotal = round * (nodes.count - 1 + peers.count)
            for sender in nodes {
                for receiver in nodes where receiver.name != sender.name {
                    let isLane = ![sender.name, receiver.name].contains("plain")
                    let sent = try await sender.send(
                        Array("\(round) of \(sender.name)".utf8),
                        to: receiver.name
                    )
                    #expect(
                        sent.results.map(\.via) == [isLane ? "lane" : "stream"],
                        "\(sender.name) to \(receiver.name)"
                    )
                    #expect(sent.results.map(\.confirmable) == [isLane])
                }
                for receiver in peers {
                    let bytes = Array("\(round) of \(sender.name)".utf8)
                    let sent = try await sender.send(bytes, to: receiver.name)
                    #expect(sent.results.map(\.via) == ["stream"])
                    #expect(sent.results.map(\.confirmable) == [false])
                    try await receiver.message(bytes)
                }
            }
            for sender in peers {
                for receiver in nodes {
                    let bytes = Array("\(round) of \(sender.name)".utf8)
                    try await sender.send(bytes, to: receiver.name, reliable: true)
                }
            }
            for receiver in nodes {
                let all = try await receiver.inbox(holds: inTotal)
                #expect(all.count == inTotal)
                for message in all {
                    let sender = String(message.text?.split(separator: " ").last ?? "")
                    let isLane = sender.hasPrefix("lane") && receiver.name != "plain"
                    #expect(message.via == (isLane ? "lane" : "stream"), "\(message)")
                }
            }
        }

        /// A stock node whose metadata claims what it cannot do.
        @Test(arguments: [false, true])
        func `a Go node that claims to have lanes is asked for one once`(isSealed: Bool)
            async throws
        {
            try await Scene.play { scene in
                let claim = #"{"pingd":{"v":1}}"#
                let go = try await scene.goPeer(
                    "go1",
                    ["-v", "-meta", claim] + (isSealed ? ["-key", Self.key] : [])
                )
                let swift = try await scene.pingd(
                    "swift1",
                    ["--join", go.address] + (isSealed ? ["--key", Self.key] : [])
                )
                try await swift.sees(alive: "go1", "swift1")
                try await go.event("join", of: "swift1")
                for number in 1...20 { try await Self.exchange(swift, go, "\(number)") }
                #expect(Self.openings(seenBy: go) == 1)
                // It says something new of itself, and so is asked again.
                let other = #"{"pingd":{"v":1},"zone":"1a"}"#
                try await go.run(GoPeer.Order(cmd: "update_meta", data: Data(other.utf8)))
                try await swift.members("its new metadata", within: .seconds(20)) {
                    $0["go1"]?.metaBase64 == Data(other.utf8)
                }
                for number in 21...40 { try await Self.exchange(swift, go, "\(number)") }
                #expect(Self.openings(seenBy: go) == 2)
                let counters = try await swift.counters()
                #expect(counters["lane-connections-dialled"] == 2)
                #expect(counters["lane-ended-not-understood"] == 2)
                #expect(counters["lane-connections-opened"] == 0)
            }
        }

        private static func exchange(_ swift: Pingd, _ go: GoPeer, _ text: String) async throws {
            let sent = try await swift.send(Array(text.utf8), to: "go1")
            #expect(sent.results.map(\.status) == ["sent"])
            #expect(sent.results.map(\.via) == ["stream"])
            try await go.message(Array(text.utf8))
        }

        /// How many openings of lanes the Go node has met, by what its library logs of them.
        private static func openings(seenBy peer: GoPeer) -> Int {
            peer.child.errors.elements().count { $0.contains("invalid msgType (112)") }
        }
    }
}
