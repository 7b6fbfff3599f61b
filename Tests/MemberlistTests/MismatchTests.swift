// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Memberlist

/// A label or a key that differs is said in words, and not for every packet.
struct MismatchTests {
    private func value(_ name: String, of node: Node) async throws -> UInt64 {
        try #require(await node.report()).counters.first { $0.name == name }?.value ?? 0
    }

    @Test func `a label that differs is logged once, by whoever sees it`() async throws {
        let (blueLog, greenLog) = (CollectedLog(), CollectedLog())
        var settings = Cluster.settings("blue")
        settings.label = Array("blue".utf8)
        let blue = try await Node.start(settings, logger: blueLog.logger)
        settings.name = "green"
        settings.label = Array("green".utf8)
        let green = try await Node.start(settings, logger: greenLog.logger)
        for _ in 0..<3 {
            let report = await green.join([blue.boundAddress])
            let reason = report.failures.first?.reason
            #expect(reason == "closed before reply: label or key differs?")
        }
        #expect(try await value("dropped-stream-label-mismatch", of: blue) == 3)
        #expect(try await value("dropped-stream-closed-before-reply", of: green) == 3)
        #expect(blueLog.all.count { $0 == "a peer's label differs from ours" } == 1)
        #expect(greenLog.all.count { $0 == "a peer hung up on us" } == 1)
        for node in [blue, green] { await node.shutdown() }
    }

    @Test func `a label that differs on packets is logged once`() async throws {
        let log = CollectedLog()
        var settings = Cluster.settings("blue")
        settings.label = Array("blue".utf8)
        let node = try await Node.start(settings, logger: log.logger)
        let digits = try #require(node.boundAddress.split(separator: ":").last)
        let port = try #require(UInt16(digits))
        for _ in 0..<10_000 {
            try HostilePeer.say(port: port, [8, 1, 2])
            if try await value("dropped-packet-label-mismatch", of: node) >= 20 { break }
        }
        #expect(try await value("dropped-packet-label-mismatch", of: node) >= 20)
        #expect(log.all.count { $0 == "a peer's label differs from ours" } == 1)
        await node.shutdown()
    }

    @Test func `a key that differs is logged by both`() async throws {
        let (firstLog, secondLog) = (CollectedLog(), CollectedLog())
        var settings = Cluster.settings("first")
        settings.keys = [[UInt8](repeating: 1, count: 16)]
        let first = try await Node.start(settings, logger: firstLog.logger)
        settings.name = "second"
        settings.keys = [[UInt8](repeating: 2, count: 16)]
        let second = try await Node.start(settings, logger: secondLog.logger)
        #expect(await second.join([first.boundAddress]).contacted == 0)
        let words = "a peer's encryption differs from ours"
        #expect(firstLog.all.count { $0 == words } == 1)
        // What the other answers is encrypted with a key that we do not have either.
        #expect(secondLog.all.count { $0 == words } == 1)
        for node in [first, second] { await node.shutdown() }
    }
}
