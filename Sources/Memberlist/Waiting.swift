// SPDX-License-Identifier: Apache-2.0

import Membership
import Reactor

/// Those who wait for what they asked of the node, each by the number of the request.
///
/// Each is resumed once: by what it waits for, by its timeout, or by the end of the node.
struct Waiting<Value> {
    private var waiters: [RequestID: (timer: TimerID, resume: (Value) -> Void)] = [:]

    var count: Int { waiters.count }

    /// Keeps a waiter whose timeout is `timer`.
    mutating func add(_ request: RequestID, timer: TimerID, _ resume: @escaping (Value) -> Void) {
        waiters[request] = (timer, resume)
    }

    /// Takes out who waits for `request`, if somebody still does, and disarms the timeout.
    mutating func take(_ request: RequestID, on loop: EventLoop) -> ((Value) -> Void)? {
        guard let waiter = waiters.removeValue(forKey: request) else { return nil }
        loop.cancel(waiter.timer)
        return waiter.resume
    }

    /// Takes out everyone.
    mutating func takeAll() -> [(Value) -> Void] {
        defer { waiters = [:] }
        return waiters.values.map(\.resume)
    }
}
