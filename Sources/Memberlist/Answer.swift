// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The one word that somebody outside waits for; the first that is given counts.
///
/// Whoever asks is always answered: a question that is dropped, because the node ended before it
/// came to it, drops its answer, and that says that the node has ended.
final class Answer<Value: Sendable>: Sendable {
    private let silence: Value
    private let asker: Mutex<(@Sendable (Value) -> Void)?>

    init(ifNodeEnds silence: Value, _ asker: @escaping @Sendable (Value) -> Void) {
        self.silence = silence
        self.asker = Mutex(asker)
    }

    deinit { give(silence) }

    func give(_ value: Value) {
        let asker = asker.withLock { $0.take() }
        asker?(value)
    }
}

extension Answer {
    /// Asks, and waits for the answer, for the end of the node, or for the end of the task.
    ///
    /// A task that is cancelled already does not ask.
    static func wait(
        ifNodeEnds silence: Value,
        ifCancelled cancelled: Value,
        _ ask: (Answer) -> Void
    ) async -> Value {
        let waiter = Waiter<Value>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if waiter.begin(continuation) {
                    ask(Answer(ifNodeEnds: silence) { waiter.end($0) })
                } else {
                    continuation.resume(returning: cancelled)
                }
            }
        } onCancel: {
            waiter.end(cancelled)
        }
    }
}

/// A suspended task that goes on with whatever comes first.
private final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case notYet
        case waiting(CheckedContinuation<Value, Never>)
        case over
    }

    private let state = Mutex(State.notYet)

    /// Returns whether there is anything to wait for.
    func begin(_ continuation: CheckedContinuation<Value, Never>) -> Bool {
        state.withLock { state in
            if case .over = state { return false }
            state = .waiting(continuation)
            return true
        }
    }

    func end(_ value: Value) {
        let previous = state.withLock { state in
            defer { state = .over }
            return state
        }
        if case .waiting(let continuation) = previous { continuation.resume(returning: value) }
    }
}
