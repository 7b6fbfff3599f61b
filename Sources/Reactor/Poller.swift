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
    /// To be told of what has come once (`EPOLLET`), and again when more comes or the watch is
    /// changed, where otherwise one is told each turn until it has been taken.
    ///
    /// Saves the kernel a second look at each descriptor; for those who read until a read comes
    /// back short. The end of what is read shows as `Readiness.ended` (`EPOLLRDHUP`), since it may
    /// stand behind bytes.
    package static let onChange = Interest(rawValue: 4)
}

/// What the kernel says a descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let read = Readiness(rawValue: 1)
    package static let write = Readiness(rawValue: 2)
    /// An error or a hang-up of both directions; a read or a write will tell which.
    package static let hangUp = Readiness(rawValue: 4)
    /// The peer has sent all it will; only told to who reads `onChange`.
    package static let ended = Readiness(rawValue: 8)
}

/// epoll, level-triggered unless it is asked otherwise, and nothing else.
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
        if interest.contains(.onChange) {
            event.events |= EPOLLET.rawValue
            if interest.contains(.read) { event.events |= EPOLLRDHUP.rawValue }
        }
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
        if event.events & EPOLLRDHUP.rawValue != 0 { readiness.insert(.ended) }
        return (event.data.u64, readiness)
    }
}
