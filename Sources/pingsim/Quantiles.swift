// SPDX-License-Identifier: Apache-2.0

/// The middle and the end of some times, in seconds.
struct Quantiles {
    let median: Double
    let worst: Double

    init(_ times: [Duration]) {
        let sorted = times.map { $0 / .seconds(1) }.sorted()
        median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
        worst = sorted.last ?? .nan
    }

    var json: String {
        median.isFinite ? "{\"median\":\(median),\"worst\":\(worst)}" : "null"
    }
}
