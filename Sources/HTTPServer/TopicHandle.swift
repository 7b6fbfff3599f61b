// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Who waits for one topic on one loop, and whether the loop has been told.
///
/// Who begins to wait is counted and then looks; who has news changes it and then looks who is
/// counted. So one of the two sees the other, and the order of these accesses matters.
final class TopicHandle: Sendable {
    private let parked = Atomic<Int>(0)
    private let streams = Atomic<Int>(0)
    private let isWakePosted = Atomic<Bool>(false)

    var parkedCount: Int { parked.load(ordering: .sequentiallyConsistent) }

    var streamCount: Int { streams.load(ordering: .sequentiallyConsistent) }

    var hasListeners: Bool { parkedCount > 0 || streamCount > 0 }

    func parkedChanged(by change: Int) { parked.add(change, ordering: .sequentiallyConsistent) }

    func streamsChanged(by change: Int) { streams.add(change, ordering: .sequentiallyConsistent) }

    /// Whether the caller is the one to wake the loop.
    func claimWake() -> Bool { !isWakePosted.exchange(true, ordering: .sequentiallyConsistent) }

    /// To be called before the loop looks, so that whatever changes from now on posts again.
    func wakeBegins() { isWakePosted.store(false, ordering: .sequentiallyConsistent) }
}
