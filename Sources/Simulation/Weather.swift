// SPDX-License-Identifier: Apache-2.0

import Determinism

/// How well the virtual network carries packets between nodes that it connects.
package struct Weather: Equatable, Sendable {
    /// How long a packet is under way.
    package enum Delay: Equatable, Sendable {
        /// Evenly spread over a range.
        case uniform(from: Duration, to: Duration)
        /// At least `least`, then a geometric tail: doubled with probability one half, at most ten
        /// times, as on a path whose queues fill.
        case longTailed(least: Duration)
    }

    package var delay = Delay.uniform(from: .microseconds(200), to: .microseconds(4_200))
    /// The share of packets that never arrive, from 0 to 1.
    ///
    /// A stream is slowed by it, not cut.
    package var loss = 0.0
    /// The share of packets that arrive twice.
    package var duplication = 0.0
    /// The share of packets that are held up, by up to `reorderingDelay` more, and so overtaken.
    package var reordering = 0.0
    package var reorderingDelay: Duration = .milliseconds(300)

    package init() {}

    /// A local network on a good day: some milliseconds, nothing lost.
    package static let fair = Weather()

    func delay(using random: inout SplitMix64) -> Duration {
        switch delay {
        case .uniform(let from, let to): return from + random.part(of: to - from)
        case .longTailed(let least):
            var delay = least + random.part(of: least)
            for _ in 0..<10 where random.next() & 1 == 1 { delay *= 2 }
            return delay
        }
    }
}
