// SPDX-License-Identifier: Apache-2.0

import Determinism
package import Memberlist
package import Messaging
import Reactor
import Synchronization

/// Calls of methods that this program has none of: they go to the desk, where applications take
/// them over HTTP.
///
/// Made before the node, like `Feed`, and written to on its thread; a lock guards the desk, and
/// nobody holds it for longer than a look at it takes.
package final class CallService: Sendable {
    private struct State {
        var desk: CallDesk
        var visits: [UInt64: CallVisit] = [:]
        var outcomes: [String: UInt64] = [:]
        var whenOffered: (@Sendable () -> Void)?
        var alarm: Instant?
    }

    private let state: Mutex<State>
    /// Bytes of one body; more gets `tooLarge`.
    let bodyLimit: Int

    package init(_ limits: CallDeskLimits = CallDeskLimits(), bodyLimit: Int = 1 << 20) {
        state = Mutex(State(desk: CallDesk(limits)))
        self.bodyLimit = bodyLimit
    }

    /// `hook` runs when a call waits for a taker; it must not block.
    func whenOffered(_ hook: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenOffered = hook }
    }

    // MARK: The node's thread

    /// Takes a call; what `NodeSettings.calls` is.
    package func take(_ call: IncomingCall) -> CallListener {
        let visit = CallVisit(call, at: self)
        visit.begin()
        return { visit.hear($0) }
    }

    func offer(
        _ visit: CallVisit,
        _ body: [UInt8],
        within budget: Duration?
    ) -> Result<UInt64, CallDesk.Refusal> {
        let now = MonotonicClock.now
        let (result, hook): (Result<UInt64, CallDesk.Refusal>, (@Sendable () -> Void)?) =
            state.withLock { state in
                let deadline = budget.map { now + $0 }
                do throws(CallDesk.Refusal) {
                    let number = try state.desk.offer(
                        visit.method,
                        of: visit.caller,
                        body,
                        until: deadline,
                        now: now
                    )
                    state.visits[number] = visit
                    return (.success(number), state.whenOffered)
                } catch {
                    state.outcomes[error.outcome, default: 0] += 1
                    return (.failure(error), nil)
                }
            }
        hook?()
        arm()
        return result
    }

    func cancel(_ number: UInt64) {
        state.withLock { state in
            guard state.visits.removeValue(forKey: number) != nil else { return }
            state.desk.cancel(number)
            state.outcomes["cancelled", default: 0] += 1
        }
    }

    // MARK: HTTP's threads

    /// Somebody takes calls of these methods, or of any, and will wait so long.
    ///
    /// - Returns: false when too many methods are named.
    func expect(_ methods: Set<String>?, for wait: Duration) -> Bool {
        let now = MonotonicClock.now
        return state.withLock { $0.desk.serve(methods, until: now + wait, now: now) }
    }

    /// Leases a call, if one waits.
    func lease(_ methods: Set<String>?, for lease: Duration) -> (id: String, CallTicket)? {
        advance()
        let now = MonotonicClock.now
        let id = Self.newID()
        let call = state.withLock { state in
            state.desk.take(methods, as: id, until: now + lease, now: now)
        }
        guard let call else { return nil }
        arm()
        return (id, call)
    }

    /// Answers a leased call.
    func reply(
        _ id: String,
        _ status: LaneStatus,
        _ body: [UInt8]
    ) -> CallDesk.ReplyRefusal? {
        let now = MonotonicClock.now
        let result: Result<CallVisit?, CallDesk.ReplyRefusal> = state.withLock { state in
            do throws(CallDesk.ReplyRefusal) {
                let ending = try state.desk.reply(id, status, body, now: now)
                state.outcomes[status.reason, default: 0] += 1
                return .success(state.visits.removeValue(forKey: ending.number))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .failure(let refusal): return refusal
        case .success(let visit):
            visit?.answer(status, body)
            return nil
        }
    }

    /// What is counted and held, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        state.withLock { state in
            var counters: [String: UInt64] = [:]
            for (outcome, count) in state.outcomes { counters["rpc-ended-\(outcome)"] = count }
            return (
                counters,
                [
                    "rpc-waiting": UInt64(state.desk.waitingCount),
                    "rpc-leased": UInt64(state.desk.leasedCount),
                    "rpc-bytes": UInt64(state.desk.bytes),
                ]
            )
        }
    }

    /// 128 bits of chance, in hexadecimal.
    private static func newID() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    // MARK: Time

    private func advance() {
        let now = MonotonicClock.now
        let (ended, hook) = state.withLock { state in
            let (endings, isOffered) = state.desk.advance(to: now)
            let ended = endings.map { ending in
                state.outcomes[ending.status.reason, default: 0] += 1
                return (state.visits.removeValue(forKey: ending.number), ending)
            }
            return (ended, isOffered ? state.whenOffered : nil)
        }
        for (visit, ending) in ended { visit?.answer(ending.status, ending.body) }
        hook?()
    }

    /// Sees to it that `advance` is called in time.
    private func arm() {
        let now = MonotonicClock.now
        let alarm: Instant? = state.withLock { state in
            guard let next = state.desk.nextDeadline else { return nil }
            if let alarm = state.alarm, alarm <= next { return nil }
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
        state.withLock { if $0.alarm == alarm { $0.alarm = nil } }
        advance()
        arm()
    }
}

extension CallDesk.Refusal {
    /// By what name it is counted.
    fileprivate var outcome: String {
        switch self {
        case .unknownMethod: "unknown-method"
        case .busy: "busy"
        case .deadline: "deadline"
        }
    }
}
