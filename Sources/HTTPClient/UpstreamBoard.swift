// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where the thread of an upstream shows its numbers to others.
final class UpstreamBoard: Sendable {
    private let numbers = Mutex(UpstreamStatistics())

    var statistics: UpstreamStatistics { numbers.withLock { $0 } }

    func show(_ statistics: UpstreamStatistics) { numbers.withLock { $0 = statistics } }
}
