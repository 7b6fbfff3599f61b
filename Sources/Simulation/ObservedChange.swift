// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// What a node came to believe of another, and when by the cluster's clock.
package struct ObservedChange: Equatable, Sendable {
    package enum Kind: Sendable {
        case joined, updated, suspected, recovered, died, left, forgotten
    }

    package let at: Instant
    package let node: Int
    package let kind: Kind
    package let subject: Int
}
