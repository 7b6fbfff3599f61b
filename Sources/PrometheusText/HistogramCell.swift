// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// A histogram of the registry: of samples, or of times in seconds.
final class HistogramCell: RecorderHandler, TimerHandler {
    private let histogram: Mutex<HistogramCounts>

    init(_ bounds: BucketBounds) { histogram = Mutex(HistogramCounts(bounds)) }

    var counts: HistogramCounts { histogram.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { histogram.withLock { $0.record(value) } }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
