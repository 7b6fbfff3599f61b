// SPDX-License-Identifier: Apache-2.0

/// What a node tells the one listener that was there before it started.
///
/// Told on the node's thread in the order in which it happened; the listener must not block.
package enum NodeNews: Sendable {
    case changed(MemberEvent, isSelf: Bool)
    /// `sender` is the member that lives where the packet came from, or the node itself; an
    /// address can be forged. `isGossip`: it came among others in one packet, as only broadcasts
    /// do, so that it may be a repetition.
    /// `custody`: the sender waits to hear that the message is kept
    /// (`NodeSettings.leavesCustody`).
    case received(ReceivedMessage, sender: String?, isGossip: Bool, custody: Custody? = nil)
}
