// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Where a connection stands at the end of a turn.
package struct ConnectionState: Equatable, Sendable {
    package var demand: SocketDemand
    /// When `advance(to:)` next has work.
    package var deadline: Instant?
    /// Whether a request waits until the peer takes the answers to those before it.
    package var isHeldBack: Bool
    /// Why it closes, or has closed, without a word about it.
    package var silentEnd: SilentEnd?
}
