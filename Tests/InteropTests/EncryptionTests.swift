// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Logging
import Memberlist
import Testing

extension RealPrograms {
    /// Gossip in secret with a Go node, in both directions (spec §5.2, §6, §19).
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct EncryptionTests {
        private static func key(_ byte: UInt8, bytes: Int = 16) -> String {
            Data(repeating: byte, count: bytes).base64EncodedString()
        }

        @Test(arguments: [16, 24, 32], [true, false])
        func `pingd and a Go node with one key are one cluster`(
            bytes: Int,
            pingdJoins: Bool
        ) async throws {
            try await Scene.play { scene in
                let key = Self.key(9, bytes: bytes)
                let (swift, go) = try await Self.pair(scene, key, key, pingdJoins: pingdJoins)
                try await go.event("join", of: "swift1")
                try await swift.sees(alive: "go1", "swift1")
                try await Self.talk(swift, go, value: 1)
                let drops = try await swift.counters().filter {
                    $0.value > 0 && $0.key.hasPrefix("dropped-packet-")
                }
                #expect(drops.isEmpty)
            }
        }

        @Test func `a key is replaced while both run`() async throws {
            try await Scene.play { scene in
                let (old, new) = (Self.key(1), Self.key(2, bytes: 32))
                let file = NSTemporaryDirectory() + "keyring-\(UUID().uuidString)"
                defer { try? FileManager.default.removeItem(atPath: file) }
                try Self.write([old], to: file)
                let swift = try await scene.pingd("swift1", ["--keyring", file])
                let go = try await scene.goPeer("go1", ["-key", old, "-join", swift.address])
                try await swift.sees(alive: "go1", "swift1")

                try await Self.reload(swift, [old, new], file)
                try await Self.change(go, "key_add", new)
                try await Self.talk(swift, go, value: 10)
                try await Self.reload(swift, [new, old], file)
                try await Self.talk(swift, go, value: 20)
                try await Self.change(go, "key_use", new)
                try await Self.talk(swift, go, value: 30)
                try await Self.reload(swift, [new], file)
                try await Self.change(go, "key_remove", old)
                try await Self.talk(swift, go, value: 40)
                try await swift.sees(alive: "go1", "swift1")
            }
        }

        @Test(arguments: [true, false])
        func `another key, or none, is reported in words`(pingdJoins: Bool) async throws {
            let cases: [(String?, String?)] = [
                (Self.key(1), Self.key(2)), (Self.key(1), nil), (nil, Self.key(2)),
            ]
            for (ours, theirs) in cases {
                try await Scene.play { scene in
                    let (swift, _) = try await Self.pair(
                        scene,
                        ours,
                        theirs,
                        pingdJoins: pingdJoins
                    )
                    let words =
                        pingdJoins
                        ? ["encrypt", "key or label differs"]
                        : ["a peer's encryption differs from ours"]
                    try await swift.child.errors.first("words", within: .seconds(20)) { line in
                        words.contains { line.contains($0) } ? () : nil
                    }
                    #expect(try await swift.members().members.map(\.name) == ["swift1"])
                }
            }
        }

        @Test(arguments: [true, false])
        func `a cluster moves to encryption`(goSealsFirst: Bool) async throws {
            try await Scene.play { scene in
                let text = Self.key(5, bytes: 24)
                let go = try await scene.goPeer(
                    "go1",
                    ["-key", text, "-verify-incoming=false", "-verify-outgoing=\(goSealsFirst)"]
                )
                var settings = NodeSettings(name: "swift1")
                settings.bindAddress = "127.0.0.1"
                settings.bindPort = FreePorts.one()
                settings.profile = .local
                settings.keys = [[UInt8](repeating: 5, count: 24)]
                settings.verifyIncoming = false
                settings.verifyOutgoing = !goSealsFirst
                var logger = Logger(label: "swift1")
                logger.logLevel = .critical
                let node = try await Node.start(settings, logger: logger)
                #expect(await node.join([go.address]).contacted == 1)
                try await go.event("join", of: "swift1")
                let bytes = Array("both ways".utf8)
                #expect(
                    try await node.send(bytes, to: .named(["go1"]))
                        .map(\.failure) == [nil]
                )
                try await go.message(bytes)
                let joined = try await go.run(
                    GoPeer.Order(cmd: "join", addrs: [node.boundAddress])
                )
                #expect(joined.contacted == 1)
                await node.shutdown()
            }
        }

        // MARK: Scenes

        private static func pair(
            _ scene: Scene,
            _ ours: String?,
            _ theirs: String?,
            pingdJoins: Bool
        ) async throws -> (Pingd, GoPeer) {
            let ourFlags = ours.map { ["--key", $0] } ?? []
            let theirFlags = theirs.map { ["-key", $0] } ?? []
            if pingdJoins {
                let go = try await scene.goPeer("go1", theirFlags)
                return (try await scene.pingd("swift1", ourFlags + ["--join", go.address]), go)
            }
            let swift = try await scene.pingd("swift1", ourFlags)
            let flags = theirFlags + ["-join", swift.address]
            return (swift, try await scene.goPeer("go1", flags))
        }

        /// A ping from the Go node, answered with a pong, as a stream and as a packet.
        private static func talk(_ swift: Pingd, _ go: GoPeer, value: Int) async throws {
            for (value, reliable) in [(value, true), (value + 1, false)] {
                let mark = go.mark
                let ping = Array(#"{"key":"ping","value":\#(value)}"#.utf8)
                try await go.send(ping, to: "swift1", reliable: reliable)
                try await swift.prints("received msg: key=ping value=\(value)")
                let pong = Array(#"{"key":"pong","value":\#(value + 1)}"#.utf8)
                try await go.message(pong, from: mark)
            }
        }

        private static func write(_ keys: [String], to path: String) throws {
            try JSONEncoder().encode(keys).write(to: URL(filePath: path))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: path
            )
        }

        private static func reload(_ node: Pingd, _ keys: [String], _ path: String) async throws {
            let mark = node.child.errors.count
            try write(keys, to: path)
            node.child.signal(SIGHUP)
            try await node.child.errors.first("reloaded", from: mark, within: .seconds(20)) {
                $0.contains("needs-restart=nothing") ? () : nil
            }
        }

        private static func change(_ go: GoPeer, _ command: String, _ key: String) async throws {
            let result = try await go.run(GoPeer.Order(cmd: command, key: key))
            #expect(result.ok == true)
        }
    }
}
