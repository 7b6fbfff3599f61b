// SPDX-License-Identifier: Apache-2.0

/// What a histogram has counted.
package struct HistogramCounts: Equatable, Sendable {
    package let bounds: BucketBounds
    /// How many values fell into each bucket and no lower one; the last is that without end.
    package private(set) var buckets: [UInt64]
    /// All values together.
    package private(set) var sum = 0.0

    package init(_ bounds: BucketBounds) {
        self.bounds = bounds
        buckets = Array(repeating: 0, count: bounds.values.count + 1)
    }

    /// What was counted elsewhere; `nil` unless there is one bucket more than there are bounds.
    package init?(_ bounds: BucketBounds, buckets: [UInt64], sum: Double) {
        guard buckets.count == bounds.values.count + 1 else { return nil }
        self.bounds = bounds
        self.buckets = buckets
        self.sum = sum
    }

    package var count: UInt64 { buckets.reduce(0, &+) }

    /// Counts a value into the first bucket whose bound it does not exceed; what is no number is
    /// left out, for it would spoil the sum for ever.
    package mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = bounds.values.firstIndex { value <= $0 } ?? bounds.values.count
        buckets[index] &+= 1
        sum += value
    }
}
