// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// What other threads may know of one `ServerLoop`.
final class LoopHandle: Sendable {
    private let topics = (0..<Topic.count).map { _ in TopicHandle() }

    /// Requests parked on the loop.
    var parkedCount: Int { topics.reduce(0) { $0 + $1.parkedCount } }
    /// Streams open on the loop.
    var streamCount: Int { topics.reduce(0) { $0 + $1.streamCount } }

    subscript(topic: Topic) -> TopicHandle { topics[topic.index] }

    /// Has the loop ask all who wait for `topic`, once for any number of calls until it does.
    func wake(_ topic: Topic, through remote: LoopRemote) {
        let handle = self[topic]
        guard handle.hasListeners, handle.claimWake() else { return }
        remote.post { loop in
            (loop.resident as? ServerLoop)?.wake(topic)
        }
    }
}
