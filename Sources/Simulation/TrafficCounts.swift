// SPDX-License-Identifier: Apache-2.0

/// Packets and streams' frames, which are the papers' messages: a compound is one.
package struct TrafficCounts: Equatable, Sendable {
    /// By `TrafficKind.rawValue`.
    private var byKind = [Int](repeating: 0, count: TrafficKind.allCases.count)
    package private(set) var messages = 0
    /// Those of UDP's and TCP's payloads.
    package private(set) var bytes = 0

    package init() {}

    package subscript(kind: TrafficKind) -> Int { byKind[kind.rawValue] }

    mutating func add(_ kind: TrafficKind, bytes: Int) {
        byKind[kind.rawValue] += 1
        messages += 1
        self.bytes += bytes
    }

    package static func += (sum: inout Self, other: Self) {
        for kind in sum.byKind.indices { sum.byKind[kind] += other.byKind[kind] }
        sum.messages += other.messages
        sum.bytes += other.bytes
    }

    /// What came since `earlier`.
    package static func - (later: Self, earlier: Self) -> Self {
        var difference = later
        for kind in difference.byKind.indices { difference.byKind[kind] -= earlier.byKind[kind] }
        difference.messages -= earlier.messages
        difference.bytes -= earlier.bytes
        return difference
    }
}
