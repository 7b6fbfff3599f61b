// SPDX-License-Identifier: Apache-2.0

package import Determinism
import HeapModule
import Synchronization

/// Told when a descriptor it registered is ready.
package protocol ReadinessHandler: AnyObject {
    func ready(_ readiness: Readiness)
}

/// Told when a moment that it asked for has come.
package protocol DeadlineHandler: AnyObject {
    func deadlineHasCome()
}

/// Names a scheduled action.
package struct TimerID: Hashable, Sendable {
    fileprivate let number: UInt64
}

/// One thread's world: descriptors, deadlines, and a mailbox as the only door for others.
///
/// A turn: ready descriptors, then deadlines, then the mailbox, then what was put off to the end
/// of the turn, then wait. Not `Sendable`: it and all that lives on it stay on its thread.
package final class EventLoop {
    /// The moment this turn began; read once per turn.
    package var now: Instant { Instant(nanoseconds: turnBegan.load(ordering: .relaxed)) }
    /// Its nanoseconds.
    ///
    /// Atomic although one thread reads it: many do so many times a turn, and each time a variable
    /// would be checked for exclusive access.
    private let turnBegan: Atomic<Int64>
    /// The door for other threads.
    package let remote: LoopRemote

    /// What lives on this loop, for jobs from other threads, which cannot carry it themselves.
    package var resident: AnyObject?

    private var poller: Poller
    private var registrations: [Registration?] = []
    private var generation: UInt32 = 0
    private var deadlines = Heap<Deadline>()
    private var actions: [UInt64: Action] = [:]
    private var lastTimer: UInt64 = 0
    private var endOfTurn: [() -> Void] = []
    private var isStopped = false

    private struct Registration {
        let generation: UInt32
        let handler: any ReadinessHandler
    }

    private enum Action {
        case run(() -> Void)
        case tell(any DeadlineHandler)
    }

    private struct Deadline: Comparable {
        let instant: Instant
        let timer: UInt64

        static func < (a: Self, b: Self) -> Bool {
            (a.instant, a.timer) < (b.instant, b.timer)
        }
    }

    /// `poller` watches the remote's bell already, see `poller(for:)`.
    init(remote: LoopRemote, poller: consuming Poller) {
        self.poller = poller
        self.remote = remote
        turnBegan = Atomic(MonotonicClock.now.nanoseconds)
    }

    /// What a loop needs of the system, got before its thread is made, so that a system without
    /// descriptors is told to whoever wants the loop.
    static func poller(for remote: LoopRemote) throws(Errno) -> Poller {
        let poller = try Poller()
        try poller.add(remote.wakeNumber, [.read, .onChange], token: mailboxToken)
        return poller
    }

    private static let mailboxToken = UInt64.max

    // MARK: Descriptors

    /// Watches `number`, which the caller owns, until `deregister`.
    package func register(
        _ number: Int32,
        for interest: Interest,
        handler: any ReadinessHandler
    ) throws(Errno) {
        generation &+= 1
        try poller.add(number, interest, token: token(number, generation))
        let index = Int(number)
        if index >= registrations.count {
            registrations.append(
                contentsOf: repeatElement(nil, count: index + 1 - registrations.count)
            )
        }
        precondition(registrations[index] == nil, "descriptor \(number) is registered twice")
        registrations[index] = Registration(generation: generation, handler: handler)
    }

    /// Changes what `number` is watched for.
    package func modify(_ number: Int32, for interest: Interest) throws(Errno) {
        guard let registration = registrations[Int(number)] else {
            preconditionFailure("descriptor \(number) is not registered")
        }
        try poller.modify(number, interest, token: token(number, registration.generation))
    }

    /// Ends the watch; must come before the descriptor is closed.
    package func deregister(_ number: Int32) {
        guard Int(number) < registrations.count, registrations[Int(number)] != nil else { return }
        registrations[Int(number)] = nil
        // A descriptor of ours that epoll does not know is a mistake of ours, which
        // `systemCall` stops at; there is nothing to be done about any other answer.
        _ = try? poller.remove(number)
    }

    private func token(_ number: Int32, _ generation: UInt32) -> UInt64 {
        UInt64(generation) << 32 | UInt64(UInt32(bitPattern: number))
    }

    // MARK: Deadlines

    /// Runs `action` in the first turn at or after `instant`.
    @discardableResult
    package func schedule(at instant: Instant, _ action: @escaping () -> Void) -> TimerID {
        schedule(at: instant, .run(action))
    }

    /// Tells `handler` in the first turn at or after `instant`; holds it until then.
    ///
    /// Costs nothing beside the entry itself, for those of whom there are many.
    package func schedule(at instant: Instant, for handler: any DeadlineHandler) -> TimerID {
        schedule(at: instant, .tell(handler))
    }

    private func schedule(at instant: Instant, _ action: Action) -> TimerID {
        lastTimer += 1
        actions[lastTimer] = action
        deadlines.insert(Deadline(instant: instant, timer: lastTimer))
        return TimerID(number: lastTimer)
    }

    /// Forgets a scheduled action; one that has run already is none.
    package func cancel(_ timer: TimerID) {
        guard actions.removeValue(forKey: timer.number) != nil else { return }
        // Cancelled deadlines stay in the heap until they are due, or are too many.
        guard deadlines.count > 64, deadlines.count > 2 * actions.count else { return }
        deadlines = Heap(deadlines.unordered.filter { actions[$0.timer] != nil })
    }

    /// Runs `action` once, when this turn's work is done and before the loop waits again.
    package func atEndOfTurn(_ action: @escaping () -> Void) { endOfTurn.append(action) }

    /// Ends `run()` after this turn.
    package func stop() { isStopped = true }

    // MARK: Turns

    func run() throws(Errno) {
        // Whoever set the loop up may have put something off already; no event need come for it.
        if !isStopped { finishTurn() }
        while !isStopped {
            let ready = try poller.wait(remote.prepareToWait() ? timeUntilNextDeadline : .zero)
            remote.hasWoken()
            turnBegan.store(MonotonicClock.now.nanoseconds, ordering: .relaxed)
            for index in 0..<ready {
                let (token, readiness) = poller.ready(at: index)
                if token != Self.mailboxToken { dispatch(token, readiness) }
            }
            runDueActions()
            for job in remote.takeJobs() { job(self) }
            finishTurn()
        }
        resident = nil
        registrations = []
        actions = [:]
        remote.close()
    }

    private func finishTurn() {
        while !endOfTurn.isEmpty {
            let actions = endOfTurn
            endOfTurn.removeAll(keepingCapacity: true)
            for action in actions { action() }
        }
    }

    private var timeUntilNextDeadline: Duration? {
        guard let next = deadlines.min else { return nil }
        return max(.zero, next.instant - MonotonicClock.now)
    }

    private func dispatch(_ token: UInt64, _ readiness: Readiness) {
        let index = Int(UInt32(truncatingIfNeeded: token))
        // An event of a descriptor that an earlier event of this turn has closed is stale, even
        // when its number has been given out again.
        guard index < registrations.count, let registration = registrations[index],
            registration.generation == UInt32(truncatingIfNeeded: token >> 32)
        else { return }
        registration.handler.ready(readiness)
    }

    private func runDueActions() {
        // What an action schedules for now runs in the next turn, so that a turn always ends.
        let last = lastTimer
        while let next = deadlines.min, next.instant <= now, next.timer <= last {
            deadlines.removeMin()
            switch actions.removeValue(forKey: next.timer) {
            case .run(let action): action()
            case .tell(let handler): handler.deadlineHasCome()
            case nil: break
            }
        }
    }
}
