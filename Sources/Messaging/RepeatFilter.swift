// SPDX-License-Identifier: Apache-2.0

import DequeModule
package import Determinism

/// Recognises a broadcast that has been heard before.
///
/// A broadcast is told several times, to members chosen by chance, so that most get it more than
/// once; it carries no number. What can be recognised is the same bytes from the same address
/// within a while. Whoever broadcasts the same bytes twice in that time is heard once.
package struct RepeatFilter: Equatable, Sendable {
    /// How long after it was last heard a broadcast is recognised.
    ///
    /// One is told within seconds, in rounds of 200 ms, unless many wait.
    package static let memory = Duration.seconds(10)
    /// Broadcasts remembered at most, then the one heard first is forgotten; ours.
    package static let capacity = 4_096

    private struct Broadcast: Hashable, Sendable {
        let source: String
        let payload: [UInt8]
    }

    private var heard: [Broadcast: Instant] = [:]
    /// In the order in which they were heard first.
    private var order: Deque<Broadcast> = []

    package init() {}

    var count: Int { heard.count }

    /// Whether these bytes from there were heard a short while ago.
    package mutating func isRepeat(
        _ payload: [UInt8],
        from source: String,
        at now: Instant
    ) -> Bool {
        let broadcast = Broadcast(source: source, payload: payload)
        let last = heard.updateValue(now, forKey: broadcast)
        if let last { return now - last < Self.memory }
        order.append(broadcast)
        forget(at: now)
        return false
    }

    /// Each call forgets more than it remembers, so that what is old does not pile up.
    private mutating func forget(at now: Instant) {
        for _ in 0..<2 {
            guard let oldest = order.first, let last = heard[oldest] else { return }
            if order.count > Self.capacity {
                heard[order.removeFirst()] = nil
            } else if now - last >= Self.memory {
                heard[order.removeFirst()] = nil
            } else {
                return
            }
        }
    }
}
