// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// In one cluster with Serf agents, as one of them (spec §22.2).
///
/// Beside the tests of `RealPrograms`, not among them: most of their time they wait.
@Suite(
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(if: Installation.hasSerf, "no serf: scripts/setup --test")
)
struct SerfTests {
    @Test(arguments: [true, false])
    func `pingd and Serf are one cluster until one leaves`(pingdJoins: Bool) async throws {
        try await Scene.play { scene in
            let (swift, serf) = try await Self.pair(
                scene,
                pingdJoins: pingdJoins,
                ours: ["--meta", "zone=1a"]
            )
            #expect(try await serf.lists("swift1", "alive").addr == swift.address)
            try await swift.sees(alive: "serf1", "swift1")

            // What Serf tells its own kind is no trouble of ours.
            #expect(try await serf.run("event", ["deploy", "now"]).status == 0)
            #expect(try await serf.run("query", ["-timeout=1s", "load"]).status == 0)
            #expect(try await serf.run("tags", ["-set", "role=web"]).status == 0)
            try await swift.members("new tags") { view in
                view["serf1"]?.metaBase64.range(of: Data("web".utf8)) != nil
            }
            #expect(swift.warnings == [])

            swift.child.signal(SIGTERM)
            #expect(try await swift.child.end(within: .seconds(10)) == 0)
            try await serf.lists("swift1", "left")
        }
    }

    /// Serf believes a leave only if its Lamport time is above that of the last one it knows.
    @Test func `who comes back and leaves again has left again`() async throws {
        try await Scene.play { scene in
            let serf = try await scene.serf("serf1")
            let port = FreePorts.one()
            for _ in 0..<3 {
                let flags = ["--serf", "--join", serf.address]
                let swift = try await scene.pingd("swift1", flags, port: port)
                try await serf.lists("swift1", "alive")
                swift.child.signal(SIGTERM)
                #expect(try await swift.child.end(within: .seconds(10)) == 0)
                try await serf.lists("swift1", "left")
            }
            #expect(serf.said("member-failed").isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `a Serf agent that leaves has left in pingd's eyes`(pingdJoins: Bool) async throws {
        try await Scene.play { scene in
            let (swift, serf) = try await Self.pair(scene, pingdJoins: pingdJoins)
            try await swift.sees(alive: "serf1", "swift1")
            #expect(try await serf.run("leave").status == 0)
            try await swift.members("serf1 left") { $0["serf1"]?.state == "left" }
        }
    }

    @Test func `whoever of both is killed is found dead by the other`() async throws {
        try await Scene.play { scene in
            let (swift, serf) = try await Self.pair(scene, pingdJoins: true)
            let other = try await scene.serf("serf2", ["-join=\(swift.address)"])
            try await serf.lists("serf2", "alive")
            try await serf.lists("swift1", "alive")
            let limit = Suspicion(members: 3).most
            other.child.signal(SIGKILL)
            try await swift.members("serf2 dead", within: limit) { $0["serf2"]?.state == "dead" }
            swift.child.signal(SIGKILL)
            try await serf.lists("swift1", "failed", within: limit)
            try await serf.lists("serf2", "failed", within: limit)
        }
    }

    @Test(arguments: [true, false])
    func `pingd and Serf gossip in secret`(pingdJoins: Bool) async throws {
        try await Scene.play { scene in
            let key = Data(repeating: 7, count: 32).base64EncodedString()
            let (swift, serf) = try await Self.pair(
                scene,
                pingdJoins: pingdJoins,
                ours: ["--key", key],
                theirs: ["-encrypt=\(key)"]
            )
            try await serf.lists("swift1", "alive")
            try await swift.sees(alive: "serf1", "swift1")
            swift.child.signal(SIGTERM)
            #expect(try await swift.child.end(within: .seconds(10)) == 0)
            try await serf.lists("swift1", "left")
        }
    }

    private static func pair(
        _ scene: Scene,
        pingdJoins: Bool,
        ours: [String] = [],
        theirs: [String] = []
    ) async throws -> (Pingd, SerfAgent) {
        let ours = ["--serf"] + ours
        if pingdJoins {
            let serf = try await scene.serf("serf1", theirs)
            return (try await scene.pingd("swift1", ours + ["--join", serf.address]), serf)
        }
        let swift = try await scene.pingd("swift1", ours)
        return (swift, try await scene.serf("serf1", theirs + ["-join=\(swift.address)"]))
    }
}
