// SPDX-License-Identifier: Apache-2.0

import Logging
import Memberlist
import Testing

extension RealPrograms {
    /// The library `Memberlist` in this process, with a Go node as its peer: what pingd's own API
    /// does not show, the bytes that came in.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct LibraryTests {
        @Test(arguments: [1, 24, 31, 32, 65_535, 65_536, 700 * 1_024])
        func `a stream from a Go node arrives whole`(size: Int) async throws {
            try await Self.pair { node, go, messages in
                var noise = Noise(seed: UInt64(size))
                let bytes = noise.bytes(size)
                try await go.send(bytes, to: "swift1", reliable: true)
                let message = try await messages.first("the stream", within: .seconds(20)) { $0 }
                #expect(message.payload == bytes)
                #expect(message.path == .stream)
                #expect(message.source == nil)
            }
        }

        @Test(arguments: [1, 24, 1_300])
        func `a packet from a Go node arrives whole`(size: Int) async throws {
            try await Self.pair { node, go, messages in
                var noise = Noise(seed: UInt64(size))
                let bytes = noise.bytes(size)
                try await go.send(bytes, to: "swift1", reliable: false)
                let message = try await messages.first("the packet", within: .seconds(20)) { $0 }
                #expect(message.payload == bytes)
                #expect(message.path == .packet)
                #expect(message.source == go.address)
            }
        }

        @Test func `an empty stream delivers nothing`() async throws {
            try await Self.pair { node, go, messages in
                try await go.send([], to: "swift1", reliable: true)
                try await go.send([0x2E], to: "swift1", reliable: true)
                _ = try await messages.first("the second", within: .seconds(20)) { $0 }
                #expect(messages.elements().map(\.payload) == [[0x2E]])
            }
        }

        @Test func `the library says the same words as pingd`() async throws {
            try await Self.pair { node, go, _ in
                let words = Array("from Swift".utf8)
                let deliveries = try await node.send(words, to: .named(["go1"]))
                #expect(deliveries.map(\.failure) == [nil])
                try await go.message(words)

                let mark = go.mark
                try await node.updateMetadata(Array("new".utf8))
                let update = try await go.event("update", of: "swift1", from: mark)
                #expect(update.node.map { Array($0.meta) } == Array("new".utf8))

                try await node.leave()
                try await go.event("leave", of: "swift1", from: mark)
                #expect(try await GoTable.ask(go)["swift1"]?.state == .left)
            }
        }

        /// A node in this process and a Go node that know each other.
        private static func pair(
            _ body: (Node, GoPeer, Journal<ReceivedMessage>) async throws -> Void
        ) async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                var settings = NodeSettings(name: "swift1")
                settings.bindAddress = "127.0.0.1"
                settings.bindPort = FreePorts.one()
                settings.profile = .local
                var logger = Logger(label: "swift1")
                logger.logLevel = .critical
                let node = try await Node.start(settings, logger: logger)
                let journal = Journal<ReceivedMessage>()
                let messages = node.messages
                let reading = Task {
                    for try await message in messages { journal.append(message) }
                    journal.finish()
                }
                do {
                    #expect(await node.join([go.address]).contacted == 1)
                    try await go.event("join", of: "swift1")
                    try await body(node, go, journal)
                } catch {
                    await node.shutdown()
                    throw error
                }
                await node.shutdown()
                try await reading.value
            }
        }
    }
}
