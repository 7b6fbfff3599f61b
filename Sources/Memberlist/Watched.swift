// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A state that tasks wait for to become as they need it.
final class Watched<State: Sendable>: Sendable {
    private struct Guarded {
        var state: State
        /// Grows with each change.
        var version: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastTicket: UInt64 = 0
    }

    private let guarded: Mutex<Guarded>

    init(_ state: State) { guarded = Mutex(Guarded(state: state)) }

    /// Changes it, from any thread, and has all look who wait.
    @discardableResult
    func change<Value: Sendable>(_ work: (inout State) -> Value) -> Value {
        let (value, waiters) = guarded.withLock { guarded in
            defer { guarded.waiters = [:] }
            guarded.version += 1
            return (work(&guarded.state), guarded.waiters)
        }
        for waiter in waiters.values { waiter.resume() }
        return value
    }

    func read<Value: Sendable>(_ look: (State) -> Value) -> Value {
        guarded.withLock { look($0.state) }
    }

    /// Waits until `look` finds something; it may change the state then, in nobody's favour.
    ///
    /// - Throws: what it found instead, or that the task is cancelled.
    func wait<Found: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        until look: (inout State) -> Result<Found, CallError>?
    ) async throws(CallError) -> Found {
        while true {
            let (found, version, ticket) = guarded.withLock { guarded in
                guarded.lastTicket += 1
                return (look(&guarded.state), guarded.version, guarded.lastTicket)
            }
            if let found { return try found.get() }
            guard !Task.isCancelled else { throw .cancelled }
            await sleep(isolation: isolation, since: version, ticket)
        }
    }

    /// Returns when there was a change since `version`, or when the task is cancelled.
    private func sleep(
        isolation: isolated (any Actor)?,
        since version: UInt64,
        _ ticket: UInt64
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = guarded.withLock { guarded in
                    guard guarded.version == version, !Task.isCancelled else { return true }
                    guarded.waiters[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            guarded.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
        }
    }
}
