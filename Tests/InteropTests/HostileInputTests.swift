// SPDX-License-Identifier: Apache-2.0

import Testing

extension RealPrograms {
    /// Whatever comes from the network: counted, dropped, survived.
    @Suite struct HostileInputTests {
        @Test func `garbage packets are counted and the node lives`() async throws {
            try await Scene.play { scene in
                let node = try await scene.pingd("swift1")
                let before = try await node.counters()
                var noise = Noise(seed: 1)
                for type in UInt8.min...UInt8.max {
                    Loopback.datagram([type], to: node.port)
                    Loopback.datagram([type] + noise.bytes(200), to: node.port)
                }
                // A label, a checksum, a compound and a compression that each promise too much.
                Loopback.datagram([0xF4, 0xFF, 0x61], to: node.port)
                Loopback.datagram([0x0C, 0, 0, 0, 0, 0x01], to: node.port)
                Loopback.datagram([0x07, 0xFF, 0xFF, 0xFF], to: node.port)
                Loopback.datagram([0x09, 0x82, 0xA4] + Array("Algo".utf8), to: node.port)
                Loopback.datagram([UInt8](repeating: 0x07, count: 60_000), to: node.port)
                try await node.countsDrops(since: before, within: .seconds(10))
                #expect(try await node.ask("/healthz").status == 200)
                #expect(!node.child.hasEnded)
                #expect(node.warnings == [])
            }
        }

        @Test func `garbage streams are counted and the node lives`() async throws {
            try await Scene.play { scene in
                let node = try await scene.pingd("swift1")
                let before = try await node.counters()
                var noise = Noise(seed: 2)
                for type in UInt8.min...UInt8.max where type % 4 == 0 || type < 16 {
                    _ = await Loopback.stream([type] + noise.bytes(100), to: node.port)
                }
                // A user message and a push/pull that announce more than anybody may send.
                let huge: [UInt8] = [0xCE, 0xFF, 0xFF, 0xFF, 0xFF]
                _ = await Loopback.stream(
                    [0x08, 0x81, 0xAA] + Array("UserMsgLen".utf8) + huge,
                    to: node.port
                )
                _ = await Loopback.stream(
                    [0x06, 0x81, 0xA5] + Array("Nodes".utf8) + huge,
                    to: node.port
                )
                _ = await Loopback.stream([], to: node.port)
                try await node.countsDrops(since: before, within: .seconds(10))
                #expect(try await node.ask("/healthz").status == 200)
                #expect(!node.child.hasEnded)
                #expect(node.warnings == [])
            }
        }

        @Test(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
        func `a node under garbage stays alive in a Go node's eyes`() async throws {
            try await MessageTests.pair { swift, go in
                let mark = go.mark
                var noise = Noise(seed: 3)
                for _ in 0..<2_000 { Loopback.datagram(noise.bytes(600), to: swift.port) }
                let bytes = Array(#"{"key":"ping","value":0}"#.utf8)
                try await go.send(bytes, to: "swift1", reliable: true)
                try await go.message(Array(#"{"key":"pong","value":1}"#.utf8), from: mark)
                #expect(try await GoTable.ask(go)["swift1"]?.state == .alive)
            }
        }
    }
}
