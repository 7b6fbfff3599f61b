// SPDX-License-Identifier: Apache-2.0

/// Samples that belong together, as the Prometheus text format 0.0.4 writes them.
struct MetricFamily: Equatable {
    struct Sample: Equatable {
        /// That of the family, or with `_sum`, `_count` or `_bucket` behind it.
        var name: String
        /// In the order of the text.
        var labels: [Label]
        /// As it was written: a number, `NaN`, `+Inf` or `-Inf`.
        var value: String
    }

    struct Label: Equatable {
        var name: String
        var value: String
    }

    var name: String
    /// `counter`, `gauge`, `histogram`, `summary` or `untyped`.
    var type = "untyped"
    var help = ""
    var samples: [Sample] = []
    /// The lines it was read from.
    var text = ""
}
