// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// All suspicions that run, and which of them ends first.
///
/// A binary heap of deadlines in which outdated ones are left until they surface, so that a
/// confirmation costs a logarithm and `nextDeadline` nothing.
struct SuspicionTimers: Sendable {
    private struct Alarm {
        let deadline: Instant
        let name: MemberName
    }

    private var running: [MemberName: Suspicion] = [:]
    private var alarms: [Alarm] = []

    var count: Int { running.count }
    var nextDeadline: Instant? { alarms.first?.deadline }

    subscript(name: MemberName) -> Suspicion? { running.isEmpty ? nil : running[name] }

    mutating func start(_ suspicion: Suspicion, of name: MemberName) {
        running[name] = suspicion
        push(Alarm(deadline: suspicion.deadline, name: name))
        settle()
    }

    /// Whether `accuser`'s word about a suspect is news; the timer then is shorter.
    mutating func confirm(_ name: MemberName, by accuser: MemberName, at now: Instant) -> Bool {
        guard var suspicion = running[name], suspicion.confirm(by: accuser, at: now) else {
            return false
        }
        running[name] = suspicion
        push(Alarm(deadline: suspicion.deadline, name: name))
        settle()
        return true
    }

    mutating func drop(_ name: MemberName) {
        guard !running.isEmpty, running.removeValue(forKey: name) != nil else { return }
        settle()
    }

    /// Ends the suspicion whose time is up first, if any is.
    mutating func popExpired(at now: Instant) -> (name: MemberName, suspicion: Suspicion)? {
        guard let first = alarms.first, first.deadline <= now,
            let suspicion = running.removeValue(forKey: first.name)
        else { return nil }
        settle()
        return (first.name, suspicion)
    }

    /// Moves the timers that ran when a time began in which nothing could be heard.
    mutating func postpone(by pause: Duration, from start: Instant) {
        for (name, suspicion) in running where suspicion.start <= start {
            running[name]?.postpone(by: pause)
        }
        rebuild()
    }

    /// Throws away outdated alarms at the top, and all of them when they are the majority.
    private mutating func settle() {
        if alarms.count > 2 * running.count + 16 { rebuild() }
        while let first = alarms.first, running[first.name]?.deadline != first.deadline { pop() }
    }

    private mutating func rebuild() {
        alarms = running.map { Alarm(deadline: $0.value.deadline, name: $0.key) }
        // A sorted array is a heap. The names break ties, for a run must not depend on hashing.
        alarms.sort { Self.precedes($0, $1) }
    }

    private static func precedes(_ a: Alarm, _ b: Alarm) -> Bool {
        a.deadline == b.deadline ? a.name < b.name : a.deadline < b.deadline
    }

    private mutating func push(_ alarm: Alarm) {
        alarms.append(alarm)
        var child = alarms.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(alarms[child], alarms[parent]) else { break }
            alarms.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() {
        alarms.swapAt(0, alarms.count - 1)
        alarms.removeLast()
        var parent = 0
        while 2 * parent + 1 < alarms.count {
            var child = 2 * parent + 1
            if child + 1 < alarms.count, Self.precedes(alarms[child + 1], alarms[child]) {
                child += 1
            }
            guard Self.precedes(alarms[child], alarms[parent]) else { break }
            alarms.swapAt(child, parent)
            parent = child
        }
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        let earliest = running.values.map(\.deadline).min()
        precondition(nextDeadline == earliest, "the next suspicion ends at another time")
        for (name, suspicion) in running {
            precondition(
                suspicion.confirmations <= suspicion.confirmationsWanted,
                "\(suspicion.confirmations) have confirmed the suspicion of \(name)"
            )
        }
    }
}
