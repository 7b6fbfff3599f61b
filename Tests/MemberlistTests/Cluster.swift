// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Memberlist

/// Nodes on loopback, each on a port the system chose.
enum Cluster {
    /// How long anything may take on a machine that is busy with other tests.
    static let patience = Duration.seconds(120)

    static func settings(_ name: String) -> NodeSettings {
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = 0
        settings.profile = .local
        // A second is the rule there, and little on a machine that is busy.
        settings.profile.tcpTimeout = patience
        return settings
    }

    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    static func node(
        _ name: String,
        _ change: (inout NodeSettings) -> Void = { _ in }
    ) async throws -> Node {
        var settings = settings(name)
        change(&settings)
        return try await Node.start(settings, logger: silent)
    }

    /// Two nodes that know each other.
    static func pair() async throws -> (Node, Node) {
        let first = try await node("first")
        let second = try await node("second")
        let report = await second.join([first.boundAddress])
        #expect(report == JoinReport(contacted: 1, failures: []))
        try await first.waits { $0.member(named: "second")?.state == .alive }
        return (first, second)
    }
}

/// Nothing of the kind happened in time.
struct TookTooLong: Error {}

extension Node {
    /// Returns when the members are as `wanted` says.
    func waits(until wanted: @escaping @Sendable (MemberSnapshot) -> Bool) async throws {
        let (published, continuation) = AsyncStream<Void>.makeStream()
        whenPublished { continuation.yield() }
        if wanted(snapshot) { return }
        try await within(Cluster.patience) {
            for await _ in published where wanted(self.snapshot) { return }
        }
    }

    /// Returns when the figure `name` of its report is as `wanted` says.
    func waits(for name: String, until wanted: @escaping @Sendable (UInt64) -> Bool) async throws {
        try await within(Cluster.patience) {
            while let report = await self.report() {
                let figure = (report.counters + report.queues).first { $0.name == name }
                if wanted(figure?.value ?? 0) { return }
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }
}

/// Ends with an error when `work` takes longer than `limit`.
func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await ContinuousClock().sleep(for: limit)
            throw TookTooLong()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw TookTooLong() }
        return first
    }
}
