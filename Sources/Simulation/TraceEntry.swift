// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// One thing that happened in a run, by numbers alone.
package struct TraceEntry: Equatable, Sendable {
    package enum Verb: UInt8, Sendable {
        case sends, hears, dials, answers, dialFails, joins, seesJoin, seesUpdate, seesSuspect
        case seesRecovery, seesDeath, seesLeave, forgets, seesConflict, finishes, starts,
            isDisturbed
    }

    package let at: Instant
    package let node: Int
    package let verb: Verb
    /// The other node; the fault's own number for `isDisturbed`.
    package let other: Int
    /// Bytes, or an incarnation.
    package let amount: Int
    /// A hash of the bytes that were sent; 0 where there are none.
    package let digest: UInt64
}

extension TraceEntry: CustomStringConvertible {
    /// One line: nanoseconds, node, what, other node, how much.
    package var description: String {
        "\(at.nanoseconds) node\(node) \(verb) \(other) \(amount) "
            + String(digest, radix: 16)
    }
}
