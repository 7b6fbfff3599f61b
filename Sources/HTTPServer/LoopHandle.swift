// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// What other threads may know of one `ServerLoop`.
final class LoopHandle: Sendable {
    private let parked = Atomic<Int>(0)
    private let isWakePosted = Atomic<Bool>(false)

    /// Requests parked on the loop.
    var parkedCount: Int { parked.load(ordering: .sequentiallyConsistent) }

    func parkedOne() { parked.add(1, ordering: .sequentiallyConsistent) }

    func unparkedOne() { parked.subtract(1, ordering: .sequentiallyConsistent) }

    /// Has the loop look at its parked requests, once for any number of calls until it does.
    func wakeParked(through remote: LoopRemote) {
        guard parkedCount > 0 else { return }
        guard !isWakePosted.exchange(true, ordering: .sequentiallyConsistent) else { return }
        remote.post { loop in
            (loop.resident as? ServerLoop)?.checkParked()
        }
    }

    /// To be called before the loop looks, so that whatever changes from now on posts again.
    func wakeBegins() { isWakePosted.store(false, ordering: .sequentiallyConsistent) }
}
