// SPDX-License-Identifier: Apache-2.0

/// What the parts of a gateway count and keep, by the names it has in the API.
struct NamedCounts: Sendable {
    typealias Counts = (counters: [String: UInt64], queues: [String: UInt64])

    private let sources: [@Sendable () -> Counts]

    init(_ sources: [@Sendable () -> Counts]) { self.sources = sources }

    /// All of it, counted one after the other.
    var now: Counts {
        var all: Counts = ([:], [:])
        for source in sources {
            let counts = source()
            all.counters.merge(counts.counters) { $1 }
            all.queues.merge(counts.queues) { $1 }
        }
        return all
    }
}
