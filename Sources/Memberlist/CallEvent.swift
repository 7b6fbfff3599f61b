// SPDX-License-Identifier: Apache-2.0

package import Messaging

/// What one end of a call is told, on the node's thread, in order; whoever is told must not block.
package enum CallEvent: Sendable, Equatable {
    /// To who calls, once, unless the call ends before: the answer, or its beginning when more of
    /// its body follows. It ends the call when neither body goes on.
    case reply(LaneStatus, body: [UInt8], isStreamed: Bool)
    /// More of the other side's body; `Exchange.Action.consume` says when it has been dealt with.
    case body([UInt8], isLast: Bool)
    /// So many more bytes of what was written are on their way.
    case taken(Int)
    /// The other side wants no more of the body that is written here; the call goes on.
    case stopped(LaneStatus)
    /// The call is over before its time, and nothing follows.
    case ended(CallFailure)
}
