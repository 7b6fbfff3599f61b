// SPDX-License-Identifier: Apache-2.0

import Testing

/// Real processes on hosts of their own, and a network that breaks.
///
/// Beside the tests of `RealPrograms`, not among them: most of their time they wait.
@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: Installation.hasNetworks, "needs root, and ip of the package iproute2")
)
struct PartitionTests {
    @Test func `three and three who forgot each other become six again`() async throws {
        try await Scene.play { scene in
            let network = try await scene.partedNetwork(west: 3, east: 3)
            let first = try await scene.pingd("west1", at: network.west[0], port: 7946)
            let join = ["--join", first.address]
            var west = [first]
            for number in 2...3 {
                let place = network.west[number - 1]
                west.append(try await scene.pingd("west\(number)", join, at: place, port: 7946))
            }
            var east: [Pingd] = []
            for number in 1...3 {
                let place = network.east[number - 1]
                east.append(try await scene.pingd("east\(number)", join, at: place, port: 7946))
            }
            try await Self.expect(west + east, see: west + east)

            try await network.cut()
            try await Self.expect(west, see: west)
            try await Self.expect(east, see: east)

            try await network.heal()
            try await Self.expect(west + east, see: west + east)
        }
    }

    /// The Go library forgets the dead and never asks for them again; its neighbours do.
    @Test(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    func `halves with Go nodes in them become one again`() async throws {
        try await Scene.play { scene in
            let network = try await scene.partedNetwork(west: 2, east: 2)
            let west = try await scene.pingd("west", at: network.west[0], port: 7946)
            let goFlags = ["-join", west.address, "-gossip-to-the-dead", "2s"]
            let goWest = try await scene.goPeer("go-west", goFlags, at: network.west[1], port: 7946)
            let join = ["--join", west.address]
            let east = try await scene.pingd("east", join, at: network.east[0], port: 7946)
            let goEast = try await scene.goPeer("go-east", goFlags, at: network.east[1], port: 7946)
            let all = ["east", "go-east", "go-west", "west"]
            try await Self.expect([west, east], see: all)

            try await network.cut()
            try await Self.expect([west], see: ["go-west", "west"])
            try await Self.expect([east], see: ["east", "go-east"])

            try await network.heal()
            try await Self.expect([west, east], see: all)
            for peer in [goWest, goEast] {
                try await eventually("\(peer.name) to list all", within: Self.patience) {
                    try await peer.members().map(\.name) == all
                }
            }
        }
    }

    /// In the local profile the dead are forgotten 15 s after their death, and one of them is asked
    /// every 30 to 45 s, by each of their former neighbours.
    private static let patience = Duration.seconds(90)

    /// Waits until each of the nodes knows those and nobody else, dead ones included, all alive.
    private static func expect(_ nodes: [Pingd], see names: [String]) async throws {
        for node in nodes {
            try await node.members("\(names) and nobody else", within: patience) { view in
                view.members.count == names.count && view.names("alive") == names.sorted()
            }
        }
    }

    private static func expect(_ nodes: [Pingd], see others: [Pingd]) async throws {
        try await expect(nodes, see: others.map(\.name))
    }
}
