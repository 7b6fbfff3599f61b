// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Writes lines to a descriptor from a thread of its own, so that nobody waits for a slow reader.
///
/// What does not fit into the backlog is dropped, counted, and reported when the reader has caught
/// up. A reader that has gone ends the writing for good.
final class LineWriter: Sendable {
    /// What became of lines that were not written.
    enum Loss: Sendable, Equatable {
        /// The backlog was full this many times.
        case dropped(Int)
        /// Nobody reads any more; told once.
        case closed
    }

    private struct Backlog {
        var bytes: [UInt8] = []
        var dropped = 0
        var isWriting = false
        var isClosed = false
    }

    private let descriptor: Int32
    private let limitBytes: Int
    private let backlog = Mutex(Backlog())
    private let queue: DispatchQueue
    private let report: @Sendable (Loss) -> Void

    /// Does not own the descriptor; `report` runs on the writer's thread.
    init(
        to descriptor: Int32,
        limitBytes: Int = 1 << 20,
        report: @escaping @Sendable (Loss) -> Void
    ) {
        self.descriptor = descriptor
        self.limitBytes = limitBytes
        self.report = report
        queue = DispatchQueue(label: "pingd.lines.\(descriptor)")
    }

    /// Takes one line, without its end; never waits for the reader.
    func write(_ line: String) {
        let mustWake = backlog.withLock { backlog in
            guard !backlog.isClosed else { return false }
            guard line.utf8.count < limitBytes - backlog.bytes.count else {
                backlog.dropped += 1
                return false
            }
            backlog.bytes.append(contentsOf: line.utf8)
            backlog.bytes.append(UInt8(ascii: "\n"))
            defer { backlog.isWriting = true }
            return !backlog.isWriting
        }
        if mustWake { queue.async { self.drain() } }
    }

    /// Waits until all lines are written, but no longer than the reader may take.
    func flush(within limit: DispatchTimeInterval) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + limit)
    }

    private func drain() {
        while true {
            let (bytes, dropped) = backlog.withLock { backlog in
                let taken = (backlog.bytes, backlog.dropped)
                backlog.bytes = []
                backlog.dropped = 0
                if taken.0.isEmpty { backlog.isWriting = false }
                return taken
            }
            guard !bytes.isEmpty else { return }
            guard writeAll(bytes) else {
                backlog.withLock { $0 = Backlog(isClosed: true) }
                report(.closed)
                return
            }
            if dropped > 0 { report(.dropped(dropped)) }
        }
    }

    private func writeAll(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count >= 0 {
                offset += count
            } else if errno == EAGAIN {
                // Another process may have made a shared terminal or pipe non-blocking.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
