// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// A gauge of the registry: the last value that was recorded.
final class GaugeCell: RecorderHandler {
    private let last = Mutex<Double?>(nil)

    /// `nil` until there is one.
    var value: Double? { last.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { last.withLock { $0 = value } }
}
