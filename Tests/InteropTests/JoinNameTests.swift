// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Names of a join list with several addresses, as the system's own resolver gives them.
///
/// Each node sees a table of hosts of its own, for which it is put into a mount namespace.
@Suite(
    .timeLimit(.minutes(3)),
    .enabled(if: Installation.hasNetworks, "needs root, to give a node its own table of hosts")
)
struct JoinNameTests {
    private struct Joined: Decodable {
        struct Result: Decodable {
            let address: String
            let status: String
        }

        let results: [Result]
    }

    @Test func `every address of a name is dialled, whichever of them answer`() async throws {
        try await Scene.play { scene in
            let port = FreePorts.one()
            var nodes: [Pingd] = []
            // Three that know nobody: only who dials all of them makes them one cluster.
            for number in 2...4 {
                let place = Place(host: "127.0.0.\(number)")
                nodes.append(try await scene.pingd("seed\(number)", at: place, port: port))
            }
            // Nobody is at the first and at the last.
            let addresses = ["::1"] + nodes.map(\.place.host) + ["127.0.0.9"]
            let place = try scene.place(resolving: "seeds.test", to: addresses)
            let list = ["--join", "seeds.test:\(port)"]
            nodes.append(try await scene.pingd("newcomer", list, at: place))
            for node in nodes {
                try await node.members("all four", within: .seconds(60)) {
                    $0.names("alive") == ["newcomer", "seed2", "seed3", "seed4"]
                }
            }
            #expect(try await nodes[3].ask("/readyz").status == 200)
        }
    }

    @Test func `of a name with eighty addresses 64 are dialled`() async throws {
        try await Scene.play { scene in
            let addresses = (1...80).map { "127.0.9.\($0)" }
            let place = try scene.place(resolving: "many.test", to: addresses)
            let node = try await scene.pingd("alone", at: place)
            let body = "{\"addresses\":[\"many.test:\(FreePorts.one())\"]}"
            #expect(try await node.ask("/join", ["--data", body]).status == 502)
            #expect(try await node.counters()["dropped-stream-dial-failed"] == 64)
        }
    }

    @Test func `a name whose address is a mapped one is dialled as IPv4`() async throws {
        try await Scene.play { scene in
            let seed = try await scene.pingd("seed")
            let place = try scene.place(resolving: "mapped.test", to: ["::ffff:127.0.0.1"])
            let node = try await scene.pingd("node", at: place)
            let name = "mapped.test:\(seed.port)"
            let answer = try await node.ask("/join", ["--data", "{\"addresses\":[\"\(name)\"]}"])
            let joined = try answer.decode(Joined.self)
            #expect(joined.results.map(\.address) == [name])
            #expect(joined.results.map(\.status) == ["joined"])
            try await seed.sees(alive: "node", "seed")
        }
    }
}

extension Scene {
    /// A place on loopback where a name has those addresses.
    fileprivate func place(resolving name: String, to addresses: [String]) throws -> Place {
        let lines = ["127.0.0.1 localhost"] + addresses.map { "\($0) \(name)" }
        let file = try directory().appendingPathComponent("hosts")
        try lines.map { $0 + "\n" }.joined().write(to: file, atomically: false, encoding: .utf8)
        let script = "mount --bind \"$0\" /etc/hosts && exec \"$@\""
        let entry = [
            "unshare", "--mount", "--propagation", "private", "sh", "-c", script, file.path,
        ]
        return Place(entry: entry)
    }
}
