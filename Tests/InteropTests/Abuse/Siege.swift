// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A node whose API is abused: a witness is served all the while, and nothing stays behind.
struct Siege: Sendable {
    /// What memory may grow by for good: what the allocator keeps, and the tables of epoll,
    /// descriptors and connections, which stay as large as they once were.
    private static let allowanceKiB = 16 * 1_024
    /// Descriptors of this process that the largest crowd needs.
    private static let descriptors: rlim_t = 10_500

    let port: UInt16
    let child: Child

    /// Runs `abuse` on a thread of its own.
    ///
    /// - Parameters:
    ///   - isWatched: another member probes the node all the while, and never doubts it.
    ///   - keptKiB: what the node rightly keeps of what it was told.
    /// - Returns: what the node counted meanwhile.
    @discardableResult
    static func lay(
        _ arguments: [String] = [],
        isWatched: Bool = false,
        keptKiB: Int = 0,
        _ abuse: @escaping @Sendable (Siege) throws -> Void
    ) async throws -> [String: UInt64] {
        try #require(roomForDescriptors(), "the hard limit of descriptors is below \(descriptors)")
        var counters: [String: UInt64] = [:]
        try await Scene.play { scene in
            let node = try await scene.pingd("node1", arguments)
            var watcher: Pingd?
            if isWatched {
                let join = ["--profile", "lan", "--join", node.address]
                watcher = try await scene.pingd("node2", join)
                try await node.sees(alive: "node1", "node2")
            }
            let before = try #require(ProcessFigures(of: node.child))
            let siege = Siege(port: node.httpPort, child: node.child)
            let witness = Witness(port: node.httpPort)
            let result = await Self.result { try abuse(siege) }
            let answered = witness.answered
            // It is answered now as well.
            try await eventually("the witness to be answered", within: .seconds(20)) {
                witness.answered > answered || witness.complaint != nil
            }
            witness.end()
            #expect(witness.complaint == nil)
            try result.get()
            try await eventually("descriptors to be back", within: .seconds(20)) {
                ProcessFigures(of: node.child)?.descriptors ?? .max <= before.descriptors
            }
            counters = try await node.counters()
            let after = try #require(ProcessFigures(of: node.child))
            #expect(after.residentKiB <= before.residentKiB + allowanceKiB + keptKiB)
            #expect(!node.child.hasEnded)
            if let watcher {
                #expect(try await watcher.members().names("alive") == ["node1", "node2"])
                let doubts = watcher.child.errors.elements().filter { $0.contains("suspected") }
                #expect(doubts == [])
            }
        }
        return counters
    }

    /// Runs what blocks on a thread of its own.
    static func result(
        _ work: @escaping @Sendable () throws -> Void
    ) async -> Result<Void, any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result(catching: work)) }
        }
    }

    /// Raises the soft limit of this process when it is too low.
    private static func roomForDescriptors() -> Bool {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        getrlimit(kind, &limit)
        if limit.rlim_cur >= descriptors { return true }
        guard limit.rlim_max >= descriptors else { return false }
        limit.rlim_cur = descriptors
        return setrlimit(kind, &limit) == 0
    }

    func client(net: Int = 0, keeping most: Int = 65_536) throws -> CrowdClient {
        try CrowdClient(port: port, net: UInt8(truncatingIfNeeded: net), keeping: most)
    }

    /// A counter or a depth of `/self`, asked on a connection of its own.
    func figure(_ name: String) throws -> Int { try client().figure(name) }
}
