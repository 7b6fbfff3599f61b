// SPDX-License-Identifier: Apache-2.0

/// What is said of a family of series before its values.
package struct MetricDescription: Equatable, Sendable {
    /// In snake_case, with the base unit at its end, and `_total` behind that for a counter.
    package let name: String
    package let kind: MetricKind
    /// One sentence for people.
    package let help: String
    /// Where the buckets of a histogram end; of no meaning for other kinds.
    package let bounds: BucketBounds

    package init(
        _ name: String,
        _ kind: MetricKind,
        _ help: String,
        bounds: BucketBounds = .seconds
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.bounds = bounds
    }
}
