// SPDX-License-Identifier: Apache-2.0

import Messaging
import Reactor
import Synchronization

/// What others have said to be kept of the lanes' messages, until the node's thread comes for it.
final class CustodyBox: Sendable {
    struct Place: Hashable {
        let peer: String
        let life: LaneLife
    }

    private let remote: LoopRemote
    private let kept = Mutex<[Place: LaneReceipt]>([:])

    init(_ remote: LoopRemote) { self.remote = remote }

    /// Notes it, and rings once until the node has come; from any thread.
    func accept(_ receipt: LaneReceipt, of peer: String) {
        let place = Place(peer: peer, life: receipt.life)
        let isFirst = kept.withLock { kept in
            defer {
                if kept[place].map({ $0.number < receipt.number }) ?? true { kept[place] = receipt }
            }
            return kept.isEmpty
        }
        guard isFirst else { return }
        remote.post { loop in (loop.resident as? NodeLoop)?.lanes.takeCustody() }
    }

    func takeAll() -> [Place: LaneReceipt] {
        kept.withLock { kept in
            defer { kept = [:] }
            return kept
        }
    }
}
