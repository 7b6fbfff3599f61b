// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// In one cluster with Alertmanager, which is a memberlist node with delegate versions 0 (§22.3).
///
/// Beside the tests of `RealPrograms`, not among them: most of their time they wait.
@Suite(
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(if: Installation.hasAlertmanager, "no prometheus-alertmanager: scripts/setup --test")
)
struct AlertmanagerTests {
    @Test(arguments: [true, false])
    func `pingd and Alertmanager are one cluster until one leaves`(pingdJoins: Bool) async throws {
        try await Scene.play { scene in
            let (swift, other) = try await Self.pair(scene, pingdJoins: pingdJoins)
            let name = try await other.cluster().name
            try await swift.sees(alive: name, "swift1")
            try await other.lists(swift.address, other.address)
            #expect(try await other.cluster().peers.contains { $0.name == "swift1" })

            // What it gossips to its own kind is no trouble of ours, nor the reverse.
            #expect(swift.warnings == [])
            #expect(try await swift.counters()["probes-failed"] == 0)
            swift.child.signal(SIGTERM)
            #expect(try await swift.child.end(within: .seconds(10)) == 0)
            try await other.lists(other.address)
        }
    }

    @Test func `an Alertmanager that ends has left, and a killed one is dead`() async throws {
        try await Scene.play { scene in
            let (swift, leaving) = try await Self.pair(scene, pingdJoins: true)
            let dying = try await scene.alertmanager(["--cluster.peer=\(swift.address)"])
            try await swift.members("three alive") { $0.names("alive").count == 3 }
            let names = (try await leaving.cluster().name, try await dying.cluster().name)
            leaving.child.signal(SIGTERM)
            dying.child.signal(SIGKILL)
            try await swift.members("one left") { $0[names.0]?.state == "left" }
            let limit = Suspicion(members: 3).most
            try await swift.members("one dead", within: limit) { $0[names.1]?.state == "dead" }
        }
    }

    @Test func `Alertmanager finds a killed pingd dead`() async throws {
        try await Scene.play { scene in
            let (swift, other) = try await Self.pair(scene, pingdJoins: false)
            try await other.lists(swift.address, other.address)
            swift.child.signal(SIGKILL)
            let limit = Suspicion(members: 2, multiplier: 4).most
            try await other.lists(other.address, within: limit)
            #expect(try await other.metric("alertmanager_cluster_failed_peers") == 1)
        }
    }

    private static func pair(
        _ scene: Scene,
        pingdJoins: Bool
    ) async throws -> (Pingd, Alertmanager) {
        if pingdJoins {
            let other = try await scene.alertmanager()
            return (try await scene.pingd("swift1", ["--join", other.address]), other)
        }
        let swift = try await scene.pingd("swift1")
        return (swift, try await scene.alertmanager(["--cluster.peer=\(swift.address)"]))
    }
}
