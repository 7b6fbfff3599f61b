// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Something that must hold and does not.
package struct Violation: Equatable, Sendable, CustomStringConvertible {
    package let at: Instant
    /// Whose view is wrong.
    package let node: Int
    /// One sentence without a full stop.
    package let sentence: String

    package var description: String {
        "\(Double(at.nanoseconds) / 1e9) s, node\(node): \(sentence)"
    }
}
