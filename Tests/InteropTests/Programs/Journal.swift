// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// What happened so far, in order; a test waits here for what is to happen next.
final class Journal<Element: Sendable>: Sendable {
    struct Missed: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var elements: [Element] = []
        var isFinished = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextTicket = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.elements.count } }

    /// Everything since the journal had `start` elements.
    func elements(from start: Int = 0) -> [Element] {
        state.withLock { Array($0.elements.dropFirst(start)) }
    }

    func append(_ element: Element) { change { $0.elements.append(element) } }

    /// Nothing more will come; who waits stops waiting.
    func finish() { change { $0.isFinished = true } }

    /// The first element from `start` on of which `match` makes something.
    ///
    /// - Throws: `Missed`, with the last lines seen, when none came within the limit.
    func first<Found>(
        _ what: @autoclosure () -> String,
        from start: Int = 0,
        within limit: Duration,
        _ match: (Element) -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + limit
        var seen = start
        while true {
            let (fresh, isFinished) = state.withLock {
                (Array($0.elements.dropFirst(seen)), $0.isFinished)
            }
            for element in fresh {
                if let found = match(element) { return found }
            }
            seen += fresh.count
            if isFinished || ContinuousClock.now >= deadline {
                let last = elements().suffix(12).map { "  \($0)" }.joined(separator: "\n")
                throw Missed(description: "no \(what()) within \(limit); the last seen:\n\(last)")
            }
            await change(after: seen, until: deadline)
        }
    }

    /// Returns once nothing more will come.
    func end(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while !state.withLock({ $0.isFinished }) {
            guard ContinuousClock.now < deadline else {
                throw Missed(description: "no end within \(limit)")
            }
            await change(after: count, until: deadline)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let woken = state.withLock { state in
            body(&state)
            defer { state.waiting.removeAll() }
            return Array(state.waiting.values)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns when there are more than `count` elements, or at the deadline.
    private func change(after count: Int, until deadline: ContinuousClock.Instant) async {
        await withCheckedContinuation { continuation in
            let ticket: Int? = state.withLock { state in
                guard state.elements.count == count && !state.isFinished else { return nil }
                state.nextTicket += 1
                state.waiting[state.nextTicket] = continuation
                return state.nextTicket
            }
            guard let ticket else { return continuation.resume() }
            let left = ContinuousClock.now.duration(to: deadline)
            DispatchQueue.global().asyncAfter(deadline: .now() + left.seconds) { [self] in
                state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
            }
        }
    }
}

extension Duration {
    /// In seconds, for what takes a floating-point number of them.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
