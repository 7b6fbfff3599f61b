// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import Synchronization

/// The only door into a loop's thread: others leave work here, the loop empties it.
package final class LoopRemote: Sendable {
    /// Work for the loop, run on its thread in the order it was left.
    package typealias Job = @Sendable (EventLoop) -> Void

    /// Jobs for which there is room at once.
    private static let kept = 64

    private struct Box {
        var jobs: [Job] = []
        var isClosed = false
        var mourners: [@Sendable () -> Void] = []
    }

    private let box = Mutex(Box())
    private let bell: Descriptor

    init() throws(Errno) {
        let flags = Int32(EFD_CLOEXEC | EFD_NONBLOCK)
        bell = Descriptor(adopting: try systemCall { eventfd(0, flags) })
    }

    var wakeNumber: Int32 { bell.number }

    /// Leaves `job` for the loop; many left before it wakes cost one wake-up.
    ///
    /// - Returns: false when the loop has ended; the job will not run.
    @discardableResult
    package func post(_ job: @escaping Job) -> Bool {
        let (accepted, mustRing) = box.withLock { box in
            guard !box.isClosed else { return (false, false) }
            box.jobs.append(job)
            return (true, box.jobs.count == 1)
        }
        if mustRing { ring() }
        return accepted
    }

    private func ring() {
        var one: UInt64 = 1
        // The only failure is a full counter, and then the loop is awake already.
        _ = write(bell.number, &one, 8)
    }

    /// All that has been left, in order; the bell is silent afterwards.
    func takeJobs() -> [Job] {
        var count: UInt64 = 0
        _ = read(bell.number, &count, 8)
        return box.withLock { box in
            let jobs = box.jobs
            box.jobs = []
            // As many may come again; one allocation then, in place of one for each doubling.
            box.jobs.reserveCapacity(min(jobs.count, Self.kept))
            return jobs
        }
    }

    /// Runs `action` when the loop has ended, on its thread; at once when it has already.
    package func whenClosed(_ action: @escaping @Sendable () -> Void) {
        let isClosed = box.withLock { box in
            if !box.isClosed { box.mourners.append(action) }
            return box.isClosed
        }
        if isClosed { action() }
    }

    /// Refuses further work; what had been left is dropped.
    func close() {
        let mourners = box.withLock { box in
            defer { box = Box(isClosed: true) }
            return box.mourners
        }
        for action in mourners { action() }
    }
}
