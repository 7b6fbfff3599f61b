// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Wire

/// Whose turn it is to be dialled: copies that wait, peer by peer.
///
/// Peers take turns, and each has at most `limitPerPeer` streams under way, so that a peer that
/// does not answer costs those who write to it its timeout, and nobody else anything.
struct RelayQueue<Copy> {
    private struct Lane {
        var waiting = Deque<Copy>()
        var active = 0
        /// Whether the peer stands among the turns.
        var hasTurn = false
    }

    /// Streams under way for all peers together.
    let limit: Int
    let limitPerPeer: Int
    /// Copies that wait.
    private(set) var count = 0
    /// Streams under way.
    private(set) var active = 0
    /// Peers for whom a copy waits or a stream is under way.
    private var lanes: [Endpoint: Lane] = [:]
    /// How many peers that are.
    var peers: Int { lanes.count }
    /// Those who may be dialled, each once; their copies may have been dropped since.
    private var turns = Deque<Endpoint>()

    init(limit: Int, limitPerPeer: Int) {
        self.limit = limit
        self.limitPerPeer = limitPerPeer
    }

    /// How many copies wait for `peer`.
    func count(for peer: Endpoint) -> Int { lanes[peer]?.waiting.count ?? 0 }

    mutating func append(_ copy: Copy, to peer: Endpoint) {
        count += 1
        lanes[peer, default: Lane()].waiting.append(copy)
        settle(peer)
    }

    /// Whether nobody waits and no stream is under way.
    var isIdle: Bool { lanes.isEmpty }

    /// A stream to `peer` is under way for a copy that did not wait, which is for an idle queue;
    /// `ended(_:)` follows.
    mutating func began(_ peer: Endpoint) {
        active += 1
        lanes[peer, default: Lane()].active += 1
    }

    /// The next copy to dial for; whoever takes it says `ended(_:)` when its stream has ended.
    mutating func next() -> Copy? {
        guard active < limit else { return nil }
        while let peer = turns.popFirst() {
            lanes[peer]?.hasTurn = false
            let copy = lanes[peer]?.waiting.popFirst()
            if copy != nil {
                count -= 1
                active += 1
                lanes[peer]?.active += 1
            }
            settle(peer)
            if let copy { return copy }
        }
        return nil
    }

    /// A stream to `peer` has ended.
    mutating func ended(_ peer: Endpoint) {
        guard let lane = lanes[peer], lane.active > 0 else { return }
        active -= 1
        lanes[peer]?.active -= 1
        settle(peer)
    }

    /// Drops the oldest copies that wait for `peer` as long as `isOver` says that they may go.
    mutating func dropFirst(for peer: Endpoint, while isOver: (Copy) -> Bool) {
        while let first = lanes[peer]?.waiting.first, isOver(first) {
            lanes[peer]?.waiting.removeFirst()
            count -= 1
        }
        settle(peer)
    }

    /// Takes all that waits, for whoever gives it up.
    mutating func removeAll() -> [Copy] {
        let copies = lanes.values.flatMap(\.waiting)
        for peer in Array(lanes.keys) {
            lanes[peer]?.waiting.removeAll()
            settle(peer)
        }
        count = 0
        return copies
    }

    /// Gives the peer a turn when it may have one, and forgets it when nothing of it is left.
    private mutating func settle(_ peer: Endpoint) {
        guard let lane = lanes[peer] else { return }
        if lane.hasTurn { return }
        if lane.waiting.isEmpty {
            if lane.active == 0 { lanes[peer] = nil }
        } else if lane.active < limitPerPeer {
            lanes[peer]?.hasTurn = true
            turns.append(peer)
        }
    }
}
