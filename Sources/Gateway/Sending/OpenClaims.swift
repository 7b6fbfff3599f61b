// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Synchronization

/// Requests with an idempotency key that are being carried out: each comes to its end, whether
/// anybody waits for it or not.
///
/// A client that has gone takes its connection's deadline with it, and a node that never answers
/// would then leave the key in flight for as long as keys are remembered.
final class OpenClaims: Sendable {
    private struct Claim: Sendable {
        var deadline = Instant.distantFuture
        var expire: @Sendable () -> Void = {}
    }

    private struct State: Sendable {
        var claims: [UInt64: Claim] = [:]
        /// When somebody will look next.
        var alarm: Instant?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.claims.count } }

    /// A claim's request is being carried out.
    func begin(_ number: UInt64) { state.withLock { $0.claims[number] = Claim() } }

    /// Its answer has come.
    ///
    /// - Returns: whether it is the first end of the claim.
    func end(_ number: UInt64) -> Bool {
        state.withLock { $0.claims.removeValue(forKey: number) != nil }
    }

    /// Has `expire` run, on any thread, when the claim has no end after so long.
    func watch(_ number: UInt64, for patience: Duration, _ expire: @escaping @Sendable () -> Void) {
        let deadline = MonotonicClock.now + patience
        state.withLock { state in
            guard state.claims[number] != nil else { return }
            state.claims[number] = Claim(deadline: deadline, expire: expire)
        }
        arm()
    }

    /// Sees to it that somebody looks at the earliest deadline; one alarm stands for all.
    private func arm() {
        let now = MonotonicClock.now
        let alarm: Instant? = state.withLock { state in
            guard let next = state.claims.values.lazy.map(\.deadline).min(),
                next < .distantFuture, next < state.alarm ?? .distantFuture
            else { return nil }
            state.alarm = next
            return next
        }
        guard let alarm else { return }
        Task { [weak self] in
            try? await Task.sleep(for: max(.zero, alarm - now))
            self?.ring(alarm)
        }
    }

    private func ring(_ alarm: Instant) {
        let now = MonotonicClock.now
        let due = state.withLock { state in
            if state.alarm == alarm { state.alarm = nil }
            let due = state.claims.filter { $0.value.deadline <= now }
            for number in due.keys { state.claims[number] = nil }
            return due.values.map(\.expire)
        }
        for expire in due { expire() }
        arm()
    }
}
