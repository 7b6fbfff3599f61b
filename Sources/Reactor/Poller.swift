// SPDX-License-Identifier: Apache-2.0

import CLinux
import Determinism
import Glibc

/// What a descriptor is watched for.
package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Interest(rawValue: 1)
    package static let write = Interest(rawValue: 2)
}

/// What the kernel says a descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Readiness(rawValue: 1)
    package static let write = Readiness(rawValue: 2)
    /// An error or a hang-up of both directions; a read or a write will tell which.
    package static let hangUp = Readiness(rawValue: 4)
}

/// epoll, level-triggered, and nothing else.
struct Poller: ~Copyable {
    private let descriptor: Descriptor
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(Errno) {
        let number = try systemCall { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        descriptor = Descriptor(adopting: number)
    }

    func add(_ number: Int32, _ interest: Interest, token: UInt64) throws(Errno) {
        try control(EPOLL_CTL_ADD, number, interest, token)
    }

    func modify(_ number: Int32, _ interest: Interest, token: UInt64) throws(Errno) {
        try control(EPOLL_CTL_MOD, number, interest, token)
    }

    func remove(_ number: Int32) throws(Errno) {
        try control(EPOLL_CTL_DEL, number, [], 0)
    }

    private func control(
        _ operation: Int32,
        _ number: Int32,
        _ interest: Interest,
        _ token: UInt64
    ) throws(Errno) {
        var event = epoll_event()
        if interest.contains(.read) { event.events |= EPOLLIN.rawValue }
        if interest.contains(.write) { event.events |= EPOLLOUT.rawValue }
        event.data.u64 = token
        _ = try systemCall { epoll_ctl(descriptor.number, operation, number, &event) }
    }

    /// Waits until something is ready or `timeout` has passed; `nil` waits for ever.
    ///
    /// - Returns: how many entries of `ready(at:)` are filled.
    mutating func wait(_ timeout: Duration?) throws(Errno) -> Int {
        let milliseconds: Int32
        if let timeout {
            // Rounded up, or a wait of less than a millisecond would spin.
            let rounded = (max(0, timeout.nanoseconds) + 999_999) / 1_000_000
            milliseconds = Int32(clamping: rounded)
        } else {
            milliseconds = -1
        }
        let count = epoll_wait(descriptor.number, &events, Int32(events.count), milliseconds)
        if count >= 0 { return Int(count) }
        let error = Errno.last
        guard error.code == EINTR else { throw error }
        return 0
    }

    func ready(at index: Int) -> (token: UInt64, readiness: Readiness) {
        let event = events[index]
        var readiness: Readiness = []
        if event.events & EPOLLIN.rawValue != 0 { readiness.insert(.read) }
        if event.events & EPOLLOUT.rawValue != 0 { readiness.insert(.write) }
        if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
            readiness.insert(.hangUp)
        }
        return (event.data.u64, readiness)
    }
}
