// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Who is told what becomes of a call: something, at the latest that the node has ended.
final class CallEar: Sendable {
    private let listener: CallListener
    private let isOver = Atomic(false)

    init(_ listener: @escaping CallListener) { self.listener = listener }

    // A call that is dropped on its way to the node's thread, or with it.
    deinit { if !isOver.load(ordering: .relaxed) { listener(.ended(.stopped)) } }

    func hear(_ event: CallEvent) {
        if case .ended = event { close() }
        listener(event)
    }

    /// Nothing follows.
    func close() { isOver.store(true, ordering: .relaxed) }
}
