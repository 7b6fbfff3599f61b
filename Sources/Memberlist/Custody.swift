// SPDX-License-Identifier: Apache-2.0

package import Messaging

/// A lane's message that its sender holds until this node has said that it is kept.
///
/// A lane hands out no more than its window of messages that are not accepted, so whoever keeps
/// them holds no more than that.
package struct Custody: Sendable {
    /// Which message of the peer's it is; no other ever has the same.
    package let receipt: LaneReceipt
    /// Who sent it, by name.
    package let peer: String
    private let take: @Sendable () -> Void

    package init(_ receipt: LaneReceipt, of peer: String, _ take: @escaping @Sendable () -> Void) {
        self.receipt = receipt
        self.peer = peer
        self.take = take
    }

    /// The message, and each before it of this peer, is kept for good; from any thread, once.
    package func accept() { take() }
}
