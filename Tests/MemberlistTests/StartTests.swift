// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Memberlist

struct StartTests {
    @Test func `an occupied port is told as such`() async throws {
        let first = try await Cluster.node("first")
        let port = try #require(first.boundAddress.split(separator: ":").last.map(String.init))
        await #expect(throws: NodeStartError.addressInUse(first.boundAddress)) {
            _ = try await Cluster.node("second") { $0.bindPort = UInt16(port) ?? 0 }
        }
        await first.shutdown()
    }

    @Test func `an address that this machine does not have is told as such`() async throws {
        await #expect(throws: NodeStartError.addressNotAvailable("192.0.2.1:7001")) {
            _ = try await Cluster.node("node") {
                $0.bindAddress = "192.0.2.1"
                $0.bindPort = 7001
            }
        }
    }

    @Test func `what cannot be is refused before anything is bound`() async throws {
        await #expect(throws: NodeStartError.invalidName) { _ = try await Cluster.node("") }
        await #expect(throws: NodeStartError.invalidBindAddress("localhost")) {
            _ = try await Cluster.node("node") { $0.bindAddress = "localhost" }
        }
        await #expect(throws: NodeStartError.invalidAdvertiseAddress("0.0.0.0")) {
            _ = try await Cluster.node("node") { $0.advertiseAddress = "0.0.0.0" }
        }
        await #expect(throws: NodeStartError.labelTooLong(bytes: 256, limit: 255)) {
            _ = try await Cluster.node("node") { $0.label = Array(repeating: 1, count: 256) }
        }
        await #expect(throws: NodeStartError.metadataTooLarge(bytes: 513, limit: 512)) {
            _ = try await Cluster.node("node") { $0.metadata = Array(repeating: 1, count: 513) }
        }
    }

    @Test func `a port that the system chose is the same for packets and streams`() async throws {
        for number in 0..<20 {
            let node = try await Cluster.node("node\(number)")
            #expect(!node.boundAddress.hasSuffix(":0"))
            #expect(node.advertisedAddress == node.boundAddress)
            await node.shutdown()
        }
    }
}
