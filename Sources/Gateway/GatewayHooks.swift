// SPDX-License-Identifier: Apache-2.0

package import Journal

/// What a gateway asks of the program that it is part of.
package struct GatewayHooks: Sendable {
    /// `POST /leave` has been seen through, and its answer is under way; the program ends.
    package var whenLeft: @Sendable () -> Void = {}
    /// Keeps the keys of the ring, the primary first, for the next start; says why it could not,
    /// without a full stop.
    ///
    /// Not on a thread that must not block. `nil` when there is no place to keep them.
    package var saveKeys: (@Sendable ([[UInt8]]) -> String?)?

    /// Where what must survive a restart is kept; `nil` when there is no such place.
    package var journal: OpenJournal?

    package init() {}
}
