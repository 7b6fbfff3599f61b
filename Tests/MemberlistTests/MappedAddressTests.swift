// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import Memberlist

/// An IPv4 address in sixteen bytes, as nodes that find out their own address advertise it.
struct MappedAddressTests {
    private func port(of address: String) throws -> UInt16 {
        try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
    }

    /// What the node answers to a table: its own as it was before.
    private func exchange(
        _ nodes: [PushNodeState],
        with node: Node
    ) async throws -> [PushNodeState] {
        let frame = StreamFrame.pushPull(PushPull(join: true, nodes: nodes))
        let bytes = StreamEncoder(compression: false).request(frame)
        let answer = try HostilePeer.converse(port: try port(of: node.boundAddress), bytes)
        var decoder = StreamDecoder(side: .dialer)
        guard case .pushPull(let table)? = try decoder.receive(answer) else { throw NoTable() }
        return table.nodes
    }

    private struct NoTable: Error {}

    @Test func `a mapped address is kept byte for byte, shown as IPv4 and dialled`() async throws {
        let peer = try SilentPeer()
        let node = try await Cluster.node("node")
        let mapped = AddressBytes(ipv6High: 0, low: 0xFFFF_7F00_0001)
        let endpoint = Endpoint(address: mapped, port: try port(of: peer.address))
        let state = PushNodeState(
            name: "mapped",
            endpoint: endpoint,
            metadata: [7],
            incarnation: 3,
            state: Int(MemberState.alive.rawValue),
            versions: .standard
        )
        #expect(try await exchange([state], with: node).map(\.name) == ["node"])
        try await node.waits { $0.member(named: "mapped")?.state == .alive }

        // As it went in, so it goes out to others: in sixteen bytes.
        let told = try await exchange([], with: node).first { $0.name == "mapped" }
        #expect(told?.endpoint == endpoint)
        #expect(told?.endpoint.address.bytes.count == 16)
        #expect(node.snapshot.member(named: "mapped")?.address == peer.address)

        // The four bytes are another address, and so another's claim to the name.
        var short = state
        short.endpoint.address = AddressBytes(127, 0, 0, 1)
        short.incarnation = 4
        _ = try await exchange([short], with: node)
        try await node.waits(for: "alive-conflicts") { $0 == 1 }
        let kept = try await exchange([], with: node).first { $0.name == "mapped" }
        #expect(kept?.endpoint == endpoint)

        let sending = Task { try? await node.send([1], to: .named(["mapped"])) }
        try await peer.waitForConnection()
        await node.shutdown()
        _ = await sending.value
    }
}
