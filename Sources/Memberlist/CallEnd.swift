// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Messaging
import Reactor
import Synchronization

/// One end of a call, as the node keeps it; lives on the node's loop.
final class CallEnd {
    /// Where the other end is.
    enum Place {
        /// On a lane; `frame` is the number of the frame that made the call, when it is ours.
        case lane(PeerLane, LaneExchange, frame: UInt64)
        /// In this node.
        case here(CallEnd)
        case nowhere
    }

    private static let last = Atomic<UInt64>(0)

    let id: UInt64
    let listener: CallListener
    var place = Place.nowhere
    /// What was written and is not on its way.
    var unsent = Deque<[UInt8]>()
    var unsentBytes = 0
    /// Its own body goes on.
    var isSending = false
    /// The last piece has been written.
    var hasWrittenLast = false
    /// In this node: bytes of its body that the other end takes now.
    var credit = LaneGrants().bodyWindowBytes
    var isReplied = false
    var timer: TimerID?

    init(_ id: UInt64, _ listener: @escaping CallListener) {
        self.id = id
        self.listener = listener
    }

    /// Tells one end of a call from all others of the process; from any thread.
    static func nextID() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
}
