// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

extension RealPrograms {
    /// Whatever two nodes may differ in, by settings or by age, and still be one cluster.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct VersionTests {
        /// Who speaks which protocol version; the Go library knows 1 to 5 as well, and speaks 2.
        struct Versions: CustomTestStringConvertible, Sendable {
            let ours: UInt8
            let theirs: UInt8

            var testDescription: String { "pingd \(ours), Go \(theirs)" }
        }

        private static let versions: [Versions] =
            (1...5).map { Versions(ours: 2, theirs: $0) }
            + [1, 3, 4, 5].map { Versions(ours: $0, theirs: 2) }
            + [1, 3, 4, 5].map { Versions(ours: $0, theirs: $0) }
            + [Versions(ours: 1, theirs: 5), Versions(ours: 5, theirs: 1)]

        /// One port at two addresses: who speaks version 1 takes its own port for everybody's.
        @Test(arguments: versions, [true, false])
        func `nodes of different protocol versions are one cluster`(
            versions: Versions,
            pingdJoins: Bool
        ) async throws {
            try await Scene.play { scene in
                let (swift, go) = try await Self.pair(
                    scene,
                    ours: ["--protocol-version", "\(versions.ours)"],
                    theirs: ["-protocol", "\(versions.theirs)"],
                    at: Place(host: "127.0.0.2"),
                    pingdJoins: pingdJoins
                )
                try await Self.expectCluster(swift, go)
                let listed = try await go.members().first { $0.name == "swift1" }
                #expect(listed?.pcur == versions.ours)
            }
        }

        @Test(arguments: [true, false], [true, false])
        func `each side may compress or not`(ours: Bool, theirs: Bool) async throws {
            for pingdJoins in [true, false] {
                try await Scene.play { scene in
                    let (swift, go) = try await Self.pair(
                        scene,
                        ours: ours ? [] : ["--no-compression"],
                        theirs: ["-compress=\(theirs)", "-user-state", Self.largeState],
                        pingdJoins: pingdJoins
                    )
                    try await Self.expectCluster(swift, go)
                    let first = try await GoTable.firstByte(of: swift.port)
                    #expect(first == (ours ? 0x09 : 0x06), "a compressed or a plain push/pull")
                    #expect(try await GoTable.firstByte(of: go.port) == (theirs ? 0x09 : 0x06))
                }
            }
        }

        @Test(arguments: [true, false])
        func `a cluster may speak IPv6`(pingdJoins: Bool) async throws {
            try await Scene.play { scene in
                let (swift, go) = try await Self.pair(
                    scene,
                    at: .loopback6,
                    from: .loopback6,
                    pingdJoins: pingdJoins
                )
                try await Self.expectCluster(swift, go)
                #expect(try await swift.members()["go1"]?.address == go.address)
                #expect(try await go.members().map(\.addr) == ["::1", "::1"])
                let mark = go.mark
                swift.child.signal(SIGTERM)
                try await go.event("leave", of: "swift1", from: mark)
            }
        }

        /// Application state of a stock node is as long as it likes (20 MiB at most, §6.2).
        @Test(arguments: [true, false], [true, false])
        func `a push/pull may carry megabytes`(pingdJoins: Bool, compressed: Bool) async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1", ["-compress=\(compressed)"])
                var order = GoPeer.Order(cmd: "set_state")
                var noise = Noise(seed: 6)
                order.data = .init(noise.bytes(6 << 20))
                #expect(try await go.run(order).ok == true)
                if pingdJoins {
                    let swift = try await scene.pingd("swift1", ["--join", go.address])
                    try await Self.expectCluster(swift, go)
                } else {
                    let swift = try await scene.pingd("swift1")
                    let joined = try await go.run(GoPeer.Order(cmd: "join", addrs: [swift.address]))
                    #expect(joined.contacted == 1)
                    try await Self.expectCluster(swift, go)
                }
            }
        }

        // MARK: Scenes

        private static let largeState = String(repeating: "state of an application ", count: 4_000)

        private static func pair(
            _ scene: Scene,
            ours: [String] = [],
            theirs: [String] = [],
            at place: Place = .loopback,
            from otherPlace: Place = .loopback,
            pingdJoins: Bool
        ) async throws -> (Pingd, GoPeer) {
            let port = FreePorts.one()
            let otherPort = place.host == otherPlace.host ? FreePorts.one() : port
            if pingdJoins {
                let go = try await scene.goPeer("go1", theirs, at: otherPlace, port: otherPort)
                let flags = ours + ["--join", go.address]
                return (try await scene.pingd("swift1", flags, at: place, port: port), go)
            }
            let swift = try await scene.pingd("swift1", ours, at: place, port: port)
            let flags = theirs + ["-join", swift.address]
            return (swift, try await scene.goPeer("go1", flags, at: otherPlace, port: otherPort))
        }

        /// They know each other, and what one says the other hears, as stream and as packet.
        private static func expectCluster(_ swift: Pingd, _ go: GoPeer) async throws {
            try await go.event("join", of: "swift1")
            try await swift.sees(alive: "go1", "swift1")
            for (value, reliable) in [(10, true), (20, false)] {
                let mark = go.mark
                let ping = Array(#"{"key":"ping","value":\#(value)}"#.utf8)
                try await go.send(ping, to: "swift1", reliable: reliable)
                try await swift.prints("received msg: key=ping value=\(value)")
                try await go.message(
                    Array(#"{"key":"pong","value":\#(value + 1)}"#.utf8),
                    from: mark
                )
                let sent = try await swift.send(
                    json: #"{"text":"\#(value)","reliable":\#(reliable)}"#
                )
                #expect(sent.sent == 1)
                try await go.message(Array("\(value)".utf8), from: mark)
            }
            #expect(swift.warnings == [])
        }
    }
}
