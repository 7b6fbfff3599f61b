// SPDX-License-Identifier: Apache-2.0

/// What came of one seed.
package struct ChaosResult: Sendable {
    package let seed: UInt64
    /// Empty when everything held.
    package let violations: [Violation]
    /// How long after the last fault everyone saw the truth for good.
    package let convergence: Duration?
    package let counts: ClusterCounts
    package let trace: Trace
}
