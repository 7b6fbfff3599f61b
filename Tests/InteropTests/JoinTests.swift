// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// One cluster, one view, whoever came to whom.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct JoinTests {
        @Test func `a Go node joins pingd`() async throws {
            try await Scene.play { scene in
                let swift = try await scene.pingd("swift1", ["--meta", "zone=1a"])
                let go = try await scene.goPeer("go1", ["-meta", "plain", "-join", swift.address])
                try await go.event("join", of: "swift1")
                try await swift.sees(alive: "go1", "swift1")
                try await Self.expectAgreement(swift, go)
            }
        }

        @Test func `pingd joins a Go node`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1", ["-meta", "plain"])
                let swift = try await scene.pingd("swift1", ["--join", go.address])
                try await go.event("join", of: "swift1")
                try await swift.sees(alive: "go1", "swift1")
                try await Self.expectAgreement(swift, go)
                #expect(try await swift.ask("/readyz").status == 200)
            }
        }

        @Test func `pingd joins by name and address`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let swift = try await scene.pingd("swift1", ["--join", "go1/localhost:\(go.port)"])
                try await swift.sees(alive: "go1", "swift1")
            }
        }

        @Test func `a join that reaches nobody succeeds once somebody is there`() async throws {
            try await Scene.play { scene in
                let port = FreePorts.one()
                let swift = try await scene.pingd("swift1", ["--join", "127.0.0.1:\(port)"])
                #expect(try await swift.ask("/readyz").status == 503)
                #expect(try await swift.ask("/healthz").status == 200)
                _ = try await scene.goPeer("go1", port: port)
                try await swift.sees(alive: "go1", "swift1", within: .seconds(60))
                #expect(try await swift.ask("/readyz").status == 200)
            }
        }

        @Test func `metadata changed at a Go node reaches pingd`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1", ["-meta", "before"])
                let swift = try await scene.pingd("swift1", ["--join", go.address])
                try await swift.sees(alive: "go1", "swift1")
                var order = GoPeer.Order(cmd: "update_meta")
                order.data = Data(#"{"zone":"2b"}"#.utf8)
                #expect(try await go.run(order).ok == true)
                try await swift.members("new metadata") { $0["go1"]?.metaBase64 == order.data }
                #expect(try await swift.members()["go1"]?.incarnation == 2)
                try await Self.expectAgreement(swift, go)
            }
        }

        @Test func `a Go node that compresses is understood`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1", ["-compress=true"])
                let swift = try await scene.pingd("swift1", ["--join", go.address])
                try await swift.sees(alive: "go1", "swift1")
                try await go.event("join", of: "swift1")
                let ping = Array(#"{"key":"note","value":7}"#.utf8)
                try await go.send(ping, to: "swift1", reliable: true)
                try await swift.prints("received msg: key=note value=7")
            }
        }

        /// Names, ports, metadata, states and incarnations become the same in both tables.
        static func expectAgreement(
            _ swift: Pingd,
            _ go: GoPeer,
            within limit: Duration = .seconds(20)
        ) async throws {
            var ours: [GoTable.Row] = []
            var theirs: [GoTable.Row] = []
            try? await eventually("one view", within: limit) {
                ours = try await rows(swift)
                theirs = try await GoTable.ask(go).rows.sorted { $0.name < $1.name }
                return ours == theirs
            }
            #expect(ours == theirs)
            #expect(!ours.isEmpty && ours.allSatisfy { $0.incarnation >= 1 })
        }

        private static func rows(_ node: Pingd) async throws -> [GoTable.Row] {
            try await node.members().members.map { member in
                GoTable.Row(
                    name: member.name,
                    port: member.address.split(separator: ":").last.flatMap { UInt64($0) } ?? 0,
                    meta: Array(member.metaBase64),
                    incarnation: UInt64(member.incarnation),
                    state: member.state == "alive" ? .alive : nil
                )
            }
        }
    }
}
