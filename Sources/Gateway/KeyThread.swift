// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// A thread of its own for what writes keys to a disk, so that nobody else waits for the disk.
final class KeyThread: TaskExecutor {
    private let remote = Mutex<LoopRemote?>(nil)

    deinit { remote.withLock { $0 }?.post { loop in loop.stop() } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        guard let thread = thread() else {
            // Without a thread to be had, the caller's must do.
            job.runSynchronously(on: executor)
            return
        }
        thread.post { _ in job.runSynchronously(on: executor) }
    }

    private func thread() -> LoopRemote? {
        remote.withLock { remote in
            if let remote { return remote }
            do throws(Errno) {
                remote = try LoopThread.start(name: "keys") { _ in }
            } catch {
                return nil
            }
            return remote
        }
    }
}
