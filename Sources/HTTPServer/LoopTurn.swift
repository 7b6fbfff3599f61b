// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Somebody who waits for a loop to come round, or to end, whichever is first.
final class LoopTurn: Sendable {
    private let waiting: Mutex<CheckedContinuation<Void, Never>?>

    init(_ continuation: CheckedContinuation<Void, Never>) { waiting = Mutex(continuation) }

    func isOver() { waiting.withLock { $0.take() }?.resume() }
}
