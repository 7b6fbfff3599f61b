// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

extension RealPrograms {
    /// More than two, of both kinds.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct ClusterTests {
        /// With LAN timings: in the local profile a rumour is told twice by each and may miss a
        /// node, which then waits for a push/pull, among Go nodes alone just the same.
        @Test func `five nodes of both kinds come to one view`() async throws {
            try await Scene.play { scene in
                let names = ["go1", "go2", "swift1", "swift2", "swift3"]
                let lan = ["--profile", "lan"]
                let swift1 = try await scene.pingd("swift1", lan)
                let go1 = try await scene.goPeer("go1", ["-config=lan", "-join", swift1.address])
                let swift2 = try await scene.pingd("swift2", lan + ["--join", go1.address])
                let go2 = try await scene.goPeer("go2", ["-config=lan", "-join", swift2.address])
                let swift3 = try await scene.pingd("swift3", lan + ["--join", go2.address])
                for node in [swift1, swift2, swift3] {
                    try await node.members("all five", within: Self.convergence) {
                        $0.names("alive") == names
                    }
                    try await JoinTests.expectAgreement(node, go1, within: Self.convergence)
                }
                for peer in [go1, go2] {
                    try await eventually("\(peer.name) to see all", within: Self.convergence) {
                        try await peer.members().map(\.name) == names
                    }
                }
                let sent = try await swift3.send(json: #"{"text":"to all"}"#)
                #expect(sent.results.map(\.to) == ["go1", "go2", "swift1", "swift2"])
                try await go1.message(Array("to all".utf8))
                try await go2.message(Array("to all".utf8))

                swift2.child.signal(SIGKILL)
                let most = Suspicion(members: 5, multiplier: 4).most
                for node in [swift1, swift3] {
                    try await node.members("swift2 dead", within: most) { view in
                        view["swift2"].map { $0.state == "dead" } ?? true
                    }
                }
                try await go1.event("leave", of: "swift2", within: most)
                try await go2.event("leave", of: "swift2", within: most)
                // Nobody else was taken for dead on the way.
                #expect(try await swift1.members().names("alive").count == 4)
            }
        }

        /// Gossip takes a second; a node that every rumour missed learns by a push/pull, each 30 s.
        private static let convergence = Duration.seconds(60)

        @Test func `the second node of a name is refused, and the first one stays`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let first = try await scene.pingd("twin", ["--join", go.address])
                try await go.event("join", of: "twin")
                let mark = go.mark
                let second = try await scene.pingd(
                    "twin",
                    ["--join", "\(go.address),\(first.address)"]
                )
                let conflict = try await go.event("conflict", from: mark) { $0.event == "conflict" }
                #expect(conflict.existing?.port == first.port)
                #expect(conflict.other?.port == second.port)
                try await eventually("a counter to say so", within: .seconds(10)) {
                    let ours = try await first.counters()["name-conflicts"] ?? 0
                    let theirs = try await second.counters()["name-conflicts"] ?? 0
                    return ours + theirs > 0
                }
                // The rightful one goes on under its address, and nobody saw it go and come.
                try await go.send(Array("to the first".utf8), to: "twin", reliable: true)
                #expect(try await go.members().first { $0.name == "twin" }?.port == first.port)
                let events = go.child.output.elements(from: mark)
                #expect(!events.contains { $0.contains(#""event":"leave""#) })
                #expect(!events.contains { $0.contains(#""event":"join""#) })
            }
        }
    }
}
