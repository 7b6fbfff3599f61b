// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where the writer says how it is going, for any thread to read.
final class StatisticsBoard: Sendable {
    private let state = Mutex(JournalStatistics())

    var statistics: JournalStatistics { state.withLock { $0 } }

    func change(_ body: (inout JournalStatistics) -> Void) { state.withLock { body(&$0) } }
}
