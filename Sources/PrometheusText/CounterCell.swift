// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// A counter of the registry; any thread may count.
final class CounterCell: CounterHandler {
    private let count = Atomic<UInt64>(0)

    var value: UInt64 { count.load(ordering: .relaxed) }

    /// Counts only up; anything else is no counter's business.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }
}
