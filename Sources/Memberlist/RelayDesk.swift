// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Wire

/// The messages that are on their way to members; lives on the node's loop.
struct RelayDesk {
    /// Streams under way at once for messages; further copies wait.
    static let concurrentStreams = 512
    /// Of those, for one peer.
    static let concurrentStreamsPerPeer = 64
    /// Copies that may wait for a dial; past it, an order is refused as a whole.
    static let waitingLimit = 16_384
    /// Of those, for one peer; past it, that copy fails.
    static let waitingLimitPerPeer = 2_048

    var waiting = RelayQueue<RelayCopy>(
        limit: concurrentStreams,
        limitPerPeer: concurrentStreamsPerPeer
    )
    var active: [ObjectIdentifier: OutboundStream] = [:]

    /// Gives up what waits and what is under way.
    ///
    /// To be asked of a copy: streams that end report back to the desk of the node, which must not
    /// be in the middle of a change then.
    mutating func abandonAll() {
        for copy in waiting.removeAll() { copy.order.abandon() }
        for stream in active.values { stream.abandon(.stopped) }
    }
}

/// One recipient's copy of an order.
struct RelayCopy {
    let order: RelayOrder
    let index: Int

    var peer: Endpoint { order.recipients[index].endpoint }
}
