// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets tasks wait until every loop of a server has ended.
final class ServerEnding: Sendable {
    private struct State {
        var loops = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func loopBegan() { state.withLock { $0.loops += 1 } }

    func loopEnded() {
        let resumed = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.loops -= 1
            guard state.loops == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in resumed { continuation.resume() }
    }

    /// Returns once there is no loop left.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.loops > 0 { state.waiting.append(continuation) }
                return state.loops == 0
            }
            if isOver { continuation.resume() }
        }
    }
}
