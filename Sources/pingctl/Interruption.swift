// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ctrl-C (SIGINT), and SIGTERM where that is wished, for a command that has something to do before
/// it ends.
///
/// Only the first of each is caught: the second ends the process as usual.
enum Interruption {
    private static let hasCome = Atomic<Bool>(false)
    private static let writeEnd = Atomic<Int32>(-1)

    static var hasHappened: Bool { hasCome.load(ordering: .sequentiallyConsistent) }

    /// Lets them and SIGCHLD through, which whoever started this program may have blocked: threads
    /// of Dispatch have, and programs inherit it.
    static func unblock() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGCHLD] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Begins to catch it; answers a descriptor that can be read as soon as it has come.
    static func watch(_ signals: [Int32] = [SIGINT]) -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard !hasHappened, pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        var action = sigaction()
        // Only what signal-safety(7) allows: both statics were made above.
        action.__sigaction_handler.sa_handler = { _ in
            let before = errno
            Interruption.hasCome.store(true, ordering: .sequentiallyConsistent)
            var byte: UInt8 = 0
            _ = write(Interruption.writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = before
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        let isWatched = signals.allSatisfy { sigaction($0, &action, nil) == 0 }
        return isWatched ? ends[0] : nil
    }
}
