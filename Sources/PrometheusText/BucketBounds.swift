// SPDX-License-Identifier: Apache-2.0

/// Where the buckets of a histogram end, each with its bound; the last one, without end, is not
/// among them.
package struct BucketBounds: Equatable, Sendable {
    /// Growing and finite.
    package let values: [Double]

    /// What is not finite, or not above the bound before it, is left out.
    package init(_ values: [Double]) {
        var kept: [Double] = []
        for value in values where value.isFinite && value > kept.last ?? -.infinity {
            kept.append(value)
        }
        self.values = kept
    }

    /// For times, from a tenth of a millisecond to a minute.
    package static let seconds = BucketBounds([
        0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60,
    ])
    /// For sizes, from 256 bytes to 16 MiB.
    package static let bytes = BucketBounds([
        256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
    ])
    /// For numbers of things.
    package static let counts = BucketBounds([0, 1, 10, 100, 1_000, 10_000])
}
