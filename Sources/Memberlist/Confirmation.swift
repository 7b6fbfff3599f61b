// SPDX-License-Identifier: Apache-2.0

/// How far a message is followed before a send returns.
package enum Confirmation: String, Sendable {
    /// The peer's system has taken every byte; all that a stock peer lets anybody know.
    case sent
    /// The peer's inbox, on its disk if it keeps one there, holds the message: only members with
    /// lanes say so (docs/lane-protocol.md).
    case delivered
}
