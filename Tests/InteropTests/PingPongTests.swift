// SPDX-License-Identifier: Apache-2.0

import Testing

extension RealPrograms {
    /// The game of the two-node example, with a Go node in either role.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct PingPongTests {
        @Test func `pingd answers a Go pinger, round after round`() async throws {
            try await MessageTests.pair { swift, go in
                var value: UInt64 = 0
                for _ in 0..<5 {
                    let mark = go.mark
                    try await go.send(Self.message("ping", value), to: "swift1", reliable: true)
                    try await go.message(Self.message("pong", value + 1), from: mark)
                    try await swift.prints("received msg: key=ping value=\(value)")
                    try await swift.prints("send to go1 msg: key=pong value=\(value + 1)")
                    value += 2
                }
            }
        }

        @Test func `a ping in a packet is answered too`() async throws {
            try await MessageTests.pair { swift, go in
                try await go.send(Self.message("ping", 41), to: "swift1", reliable: false)
                try await go.message(Self.message("pong", 42))
            }
        }

        @Test func `the answer to the last number is the first`() async throws {
            try await MessageTests.pair { swift, go in
                try await go.send(Self.message("ping", .max), to: "swift1", reliable: true)
                try await go.message(Self.message("pong", 0))
                try await swift.prints("received msg: key=ping value=18446744073709551615")
                try await swift.prints("send to go1 msg: key=pong value=0")
            }
        }

        @Test func `a Go ponger answers pingd, round after round`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let swift = try await scene.pingd(
                    "swift1",
                    ["--join", go.address, "--ping", "300ms"]
                )
                for value in stride(from: UInt64(0), to: 10, by: 2) {
                    try await go.message(Self.message("ping", value))
                    try await go.send(Self.message("pong", value + 1), to: "swift1", reliable: true)
                    try await swift.prints("received msg: key=pong value=\(value + 1)")
                }
                // A pong may lose the race against the next tick, which then repeats its value;
                // what is told never depends on that.
                let lines = swift.child.output.elements()
                #expect(lines.first == "send to go1 msg: key=ping value=0")
                #expect(lines.contains("send to go1 msg: key=ping value=8"))
            }
        }

        @Test func `a pong goes to all other members`() async throws {
            try await MessageTests.pair { swift, go in
                try await Scene.play { scene in
                    let other = try await scene.goPeer("go2", ["-join", swift.address])
                    try await swift.sees(alive: "go1", "go2", "swift1")
                    try await go.send(Self.message("ping", 6), to: "swift1", reliable: true)
                    try await go.message(Self.message("pong", 7))
                    try await other.message(Self.message("pong", 7))
                }
            }
        }

        @Test func `a node that was told not to answer does not`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let swift = try await scene.pingd("swift1", ["--join", go.address, "--no-pong"])
                try await go.event("join", of: "swift1")
                try await go.send(Self.message("ping", 0), to: "swift1", reliable: true)
                try await swift.prints("received msg: key=ping value=0")
                // What is sent after the ping was seen arrives after its answer would have.
                #expect(try await swift.send(json: #"{"text":"done"}"#).sent == 1)
                try await go.message(Array("done".utf8))
                #expect(!swift.child.output.elements().contains { $0.contains("key=pong") })
            }
        }

        @Test func `what is no ping is no error`() async throws {
            try await MessageTests.pair { swift, go in
                let others = ["", "plain", "{\"key\":1}", "[]", "{\"key\":\"ping\",\"value\":-1}"]
                for other in others {
                    try await go.send(Array(other.utf8), to: "swift1", reliable: true)
                }
                try await go.send([0xFF, 0x00, 0xC3], to: "swift1", reliable: false)
                try await go.send(Self.message("ping", 8), to: "swift1", reliable: true)
                try await go.message(Self.message("pong", 9))
                #expect(try await swift.ask("/healthz").status == 200)
            }
        }

        /// As Go's encoding/json writes it.
        static func message(_ key: String, _ value: UInt64) -> [UInt8] {
            Array(#"{"key":"\#(key)","value":\#(value)}"#.utf8)
        }
    }
}
