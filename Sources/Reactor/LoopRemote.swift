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
    /// Rung by writing to it, and watched for that alone (`EPOLLET`): nobody reads it.
    private let bell: Descriptor
    /// Whether the loop has to be woken.
    private let isWaiting = Atomic(false)

    init() throws(Errno) {
        let flags = Int32(EFD_CLOEXEC | EFD_NONBLOCK)
        bell = Descriptor(adopting: try systemCall { eventfd(0, flags) })
    }

    var wakeNumber: Int32 { bell.number }

    /// Leaves `job` for the loop, and wakes it if it waits; one that is awake looks by itself
    /// before it waits again.
    ///
    /// - Returns: false when the loop has ended; the job will not run.
    @discardableResult
    package func post(_ job: @escaping Job) -> Bool {
        let accepted = box.withLock { box in
            guard !box.isClosed else { return false }
            box.jobs.append(job)
            return true
        }
        if accepted, isWaiting.exchange(false, ordering: .sequentiallyConsistent) { ring() }
        return accepted
    }

    private func ring() {
        var one: UInt64 = 1
        // The only failure is a full counter, after more years than there are.
        _ = write(bell.number, &one, 8)
    }

    /// Asks for the bell from now on; false when something has been left already, and there is no
    /// reason to wait.
    func prepareToWait() -> Bool {
        isWaiting.store(true, ordering: .sequentiallyConsistent)
        // Whatever is left after this look finds the word above.
        let mayWait = box.withLock { $0.jobs.isEmpty }
        if !mayWait { hasWoken() }
        return mayWait
    }

    /// The loop is awake; nobody needs to ring before it asks again.
    func hasWoken() { isWaiting.store(false, ordering: .relaxed) }

    /// All that has been left, in order.
    func takeJobs() -> [Job] {
        box.withLock { box in
            guard !box.jobs.isEmpty else { return [] }
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
