// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Journal
import Reactor
import Synchronization

/// Hands the inbox' messages to named consumers, and has those wait for whom there is none.
///
/// The journal decides who is given what; here wait the requests. Those of one name are asked for
/// one after the other, so that each message goes to the one that has waited longest.
final class ConsumerDesk: Sendable {
    /// Requests that wait; a further one is refused.
    static let waiterLimit = 1_024

    /// What a consumer asks for.
    struct Wanted: Equatable, Sendable {
        var consumer: String
        var start: ConsumerStart = .oldest
        var limit = 100
        var payloadBytes = MessagesRoute.payloadBytes
        var lease: Duration = .seconds(30)
        var wait: Duration = .zero
    }

    typealias Answer = @Sendable (Result<LeaseAnswer, JournalError>) -> Void

    private struct Waiter: Sendable {
        let number: UInt64
        let wanted: Wanted
        /// Whether its time is up.
        var isDue: Bool
        let answer: Answer
    }

    /// Those who wait under one name.
    private struct Line: Sendable {
        var waiters: Deque<Waiter> = []
        /// Whether the journal is being asked for the first of them.
        var isAsking = false
        /// Whether something has come since it was asked.
        var mustAskAgain = false
        /// Whether it will be asked when a lease ends.
        var hasAlarm = false
    }

    private struct State: Sendable {
        var lines: [String: Line] = [:]
        var waiters = 0
        var lastNumber: UInt64 = 0
        var leased: UInt64 = 0
        var acknowledged: UInt64 = 0
        var dead: UInt64 = 0
    }

    let journal: OpenJournal
    private let state = Mutex(State())

    init(_ journal: OpenJournal) { self.journal = journal }

    /// What is counted and waits, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        state.withLock { state in
            (
                [
                    "inbox-messages-leased": state.leased,
                    "inbox-messages-acknowledged": state.acknowledged,
                    "inbox-messages-dead": state.dead,
                ],
                ["consumers-waiting": UInt64(state.waiters)]
            )
        }
    }

    /// Leases messages to a consumer, or waits for some; the answer comes once, on any thread.
    ///
    /// - Returns: false when too many wait already; there is no answer then.
    func lease(_ wanted: Wanted, _ answer: @escaping Answer) -> Bool {
        let number: UInt64? = state.withLock { state in
            guard state.waiters < Self.waiterLimit else { return nil }
            state.waiters += 1
            state.lastNumber += 1
            let waiter = Waiter(
                number: state.lastNumber,
                wanted: wanted,
                isDue: wanted.wait == .zero,
                answer: answer
            )
            state.lines[wanted.consumer, default: Line()].waiters.append(waiter)
            return state.lastNumber
        }
        guard let number else { return false }
        ask(for: wanted.consumer)
        if wanted.wait > .zero {
            journal.after(wanted.wait) { [weak self] in self?.end(number, of: wanted.consumer) }
        }
        return true
    }

    /// A consumer is done with messages; those are named that it did not have.
    func acknowledge(
        _ sequences: [UInt64],
        by consumer: String,
        _ answer: @escaping @Sendable (Result<[UInt64], JournalError>) -> Void
    ) {
        let operation = JournalOperation.acknowledge(sequences, by: consumer)
        journal.perform(operation, at: WallClock.milliseconds) { [weak self] result in
            if case .success(let unknown) = result {
                let count = UInt64(sequences.count - unknown.count)
                self?.state.withLock { $0.acknowledged += count }
                // Who had as much as may be may be given more.
                self?.ask(for: consumer)
            }
            answer(result)
        }
    }

    /// There are new messages.
    func wake() {
        for name in state.withLock({ Array($0.lines.keys) }) { ask(for: name) }
    }

    /// Asks the journal for the first who waits under a name, unless it is asked already.
    private func ask(for name: String) {
        let waiter: Waiter? = state.withLock { state in
            guard let line = state.lines[name], let first = line.waiters.first else { return nil }
            guard !line.isAsking else {
                state.lines[name]?.mustAskAgain = true
                return nil
            }
            state.lines[name]?.isAsking = true
            state.lines[name]?.mustAskAgain = false
            return first
        }
        guard let waiter else { return }
        let wanted = waiter.wanted
        let operation = JournalOperation.lease(
            to: wanted.consumer,
            from: wanted.start,
            limit: wanted.limit,
            payloadBytes: wanted.payloadBytes,
            for: wanted.lease
        )
        journal.perform(operation, at: WallClock.milliseconds) { [weak self] result in
            self?.answered(result, waiter.number, of: name)
        }
    }

    /// The journal has answered for the first who waits.
    private func answered(
        _ result: Result<LeaseAnswer, JournalError>,
        _ number: UInt64,
        of name: String
    ) {
        var alarm: Duration?
        let (waiter, goesOn): (Waiter?, Bool) = state.withLock { state in
            guard var line = state.lines[name], let first = line.waiters.first,
                first.number == number
            else { return (nil, false) }
            line.isAsking = false
            let lease = result.lease
            state.leased += UInt64(lease?.entries.count ?? 0)
            state.dead += UInt64(lease?.dead ?? 0)
            let isAnswer = first.isDue || lease?.hasNews != false
            if isAnswer {
                line.waiters.removeFirst()
                state.waiters -= 1
            }
            if !line.waiters.isEmpty, let again = lease?.again, !line.hasAlarm {
                line.hasAlarm = true
                alarm = again
            }
            let goesOn = !line.waiters.isEmpty && (isAnswer || line.mustAskAgain)
            state.lines[name] = line.waiters.isEmpty && !line.hasAlarm ? nil : line
            return (isAnswer ? first : nil, goesOn)
        }
        waiter?.answer(result)
        if let alarm { journal.after(alarm) { [weak self] in self?.ring(name) } }
        if goesOn { ask(for: name) }
    }

    private func ring(_ name: String) {
        state.withLock { state in
            state.lines[name]?.hasAlarm = false
            if state.lines[name]?.waiters.isEmpty == true { state.lines[name] = nil }
        }
        ask(for: name)
    }

    /// The time of one who waits is up: it is answered with nothing, unless the journal is just
    /// being asked for it.
    private func end(_ number: UInt64, of name: String) {
        let waiter: Waiter? = state.withLock { state in
            guard var line = state.lines[name],
                let index = line.waiters.firstIndex(where: { $0.number == number })
            else { return nil }
            guard index > 0 || !line.isAsking else {
                state.lines[name]?.waiters[index].isDue = true
                return nil
            }
            state.waiters -= 1
            let waiter = line.waiters.remove(at: index)
            state.lines[name] = line.waiters.isEmpty && !line.hasAlarm ? nil : line
            return waiter
        }
        waiter?.answer(.success(.leased(Lease())))
    }
}

extension Lease {
    /// Whether there is something to say; what is lost or dead is said once.
    fileprivate var hasNews: Bool { !entries.isEmpty || lost > 0 || dead > 0 }
}

extension Result<LeaseAnswer, JournalError> {
    fileprivate var lease: Lease? {
        if case .success(.leased(let lease)) = self { lease } else { nil }
    }
}
