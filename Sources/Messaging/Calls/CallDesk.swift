// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Calls of an application's methods, from where they come in to who takes and answers them.
///
/// Takers ask for a call and get it for a time, its lease; who does not answer within it loses the
/// call to the next taker, so that it may be carried out more than once. Each call ends once: with
/// an answer, when its caller's time is over, when its caller gives it up, or after the last
/// lease. The desk has no clock: `advance` must be called by `nextDeadline`.
package struct CallDesk: Sendable {
    package enum Refusal: Error, Equatable {
        /// Nobody has asked for calls of this method of late.
        case unknownMethod
        case busy
        case deadline
    }

    package enum ReplyRefusal: Error, Equatable {
        /// No lease was ever called so, as far as anybody remembers.
        case unknown
        /// It was not answered in time; the next taker has the call, or will.
        case leaseOver
        case answered
        /// The caller waits no longer.
        case callOver
    }

    /// A call is over.
    package struct Ending: Equatable, Sendable {
        package let number: UInt64
        package let status: LaneStatus
        package let body: [UInt8]
    }

    private let limits: CallDeskLimits
    private var calls: [UInt64: CallTicket] = [:]
    /// Those that no taker has, the oldest first.
    private var waiting: [UInt64] = []
    private var leases: [String: UInt64] = [:]
    private var past = PastLeases()
    private var next: UInt64 = 1
    /// Until when takers are expected, by method.
    private var takers: [String: Instant] = [:]
    private var takersOfAny: Instant?
    /// Of the bodies that are held.
    package private(set) var bytes = 0

    package init(_ limits: CallDeskLimits = CallDeskLimits()) { self.limits = limits }

    package var waitingCount: Int { waiting.count }
    package var leasedCount: Int { calls.count - waiting.count }

    // MARK: Callers

    /// A call has come.
    ///
    /// - Returns: its number.
    package mutating func offer(
        _ method: String,
        of caller: String,
        _ body: [UInt8],
        until deadline: Instant?,
        now: Instant
    ) throws(Refusal) -> UInt64 {
        guard isServed(method, now) else { throw .unknownMethod }
        if let deadline, deadline <= now { throw .deadline }
        guard calls.count < limits.calls, body.count <= limits.bytes - bytes else { throw .busy }
        let number = next
        next += 1
        calls[number] = CallTicket(
            number: number,
            caller: caller,
            method: method,
            body: body,
            deadline: deadline
        )
        bytes += body.count
        waiting.append(number)
        return number
    }

    /// The caller wants no answer any more; nothing happens when the call is over.
    package mutating func cancel(_ number: UInt64) { remove(number) }

    // MARK: Takers

    /// Whether somebody is expected to take calls of this method.
    package func isServed(_ method: String, _ now: Instant) -> Bool {
        takersOfAny.map { $0 > now } ?? false || takers[method].map { $0 > now } ?? false
    }

    /// Somebody takes calls of these methods, or of any, and will wait for them until then.
    ///
    /// - Returns: false when too many methods are named already.
    package mutating func serve(_ methods: Set<String>?, until: Instant, now: Instant) -> Bool {
        let end = max(until, now) + limits.memory
        guard let methods else {
            takersOfAny = max(takersOfAny ?? end, end)
            return true
        }
        takers = takers.filter { $0.value > now }
        let new = methods.count { takers[$0] == nil }
        guard takers.count + new <= limits.methods else { return false }
        for method in methods { takers[method] = max(takers[method] ?? end, end) }
        return true
    }

    /// Leases the oldest call of these methods, or of any, under `id`, which nobody must guess.
    ///
    /// Calls whose time is over are none: `advance` comes first.
    package mutating func take(
        _ methods: Set<String>?,
        as id: String,
        until leaseEnd: Instant,
        now: Instant
    ) -> CallTicket? {
        let place = waiting.firstIndex { number in
            guard let call = calls[number] else { return false }
            return call.deadline.map { $0 > now } ?? true && methods?.contains(call.method) ?? true
        }
        guard let place, leases[id] == nil, var call = calls[waiting[place]] else { return nil }
        waiting.remove(at: place)
        call.attempt += 1
        call.leasedUntil = leaseEnd
        call.leases.append(id)
        leases[id] = call.number
        calls[call.number] = call
        return call
    }

    /// The taker's answer.
    package mutating func reply(
        _ id: String,
        _ status: LaneStatus,
        _ body: [UInt8],
        now: Instant
    ) throws(ReplyRefusal) -> Ending {
        if let reason = past[id] { throw reason }
        guard let number = leases[id], let call = calls[number] else { throw .unknown }
        if let deadline = call.deadline, deadline <= now { throw .callOver }
        guard call.leases.last == id, let end = call.leasedUntil, end > now else {
            throw .leaseOver
        }
        past.remember(id, .answered, atMost: limits.pastLeases)
        remove(number)
        return Ending(number: number, status: status, body: body)
    }

    // MARK: Time

    /// When `advance` must be called at the latest; `nil` while nothing is held.
    package var nextDeadline: Instant? {
        calls.values.lazy.compactMap { call in
            [call.deadline, call.leasedUntil].compactMap { $0 }.min()
        }.min()
    }

    /// Ends the calls whose time is over, and takes leases back.
    ///
    /// - Returns: what has ended, and whether a call waits again.
    package mutating func advance(to now: Instant) -> (endings: [Ending], isOffered: Bool) {
        var endings: [Ending] = []
        var isOffered = false
        for var call in calls.values.sorted(by: { $0.number < $1.number }) {
            if let deadline = call.deadline, deadline <= now {
                remove(call.number)
                endings.append(Ending(number: call.number, status: .deadline, body: []))
            } else if let end = call.leasedUntil, end <= now {
                guard call.attempt < limits.attempts else {
                    remove(call.number)
                    let words = "It was taken \(call.attempt) times and never answered."
                    endings.append(
                        Ending(number: call.number, status: .failed, body: Array(words.utf8))
                    )
                    continue
                }
                call.leasedUntil = nil
                calls[call.number] = call
                let place = waiting.firstIndex { $0 > call.number } ?? waiting.endIndex
                waiting.insert(call.number, at: place)
                isOffered = true
            }
        }
        return (endings, isOffered)
    }

    private mutating func remove(_ number: UInt64) {
        guard let call = calls.removeValue(forKey: number) else { return }
        bytes -= call.body.count
        if call.leasedUntil == nil { waiting.removeAll { $0 == number } }
        for id in call.leases {
            leases[id] = nil
            past.remember(id, .callOver, atMost: limits.pastLeases)
        }
    }
}
