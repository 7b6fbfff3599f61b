// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Word of a child that has ended (SIGCHLD), for a loop that waits on descriptors.
enum ChildExits {
    private static let writeEnd = Atomic<Int32>(-1)

    /// Begins to listen; answers a descriptor that can be read when a child has ended.
    static func watch() -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        var action = sigaction()
        // Only what signal-safety(7) allows. A full pipe has word enough in it.
        action.__sigaction_handler.sa_handler = { _ in
            let before = errno
            var byte: UInt8 = 0
            _ = write(ChildExits.writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART | SA_NOCLDSTOP
        return sigaction(SIGCHLD, &action, nil) == 0 ? ends[0] : nil
    }

    /// Takes the word, so that the descriptor tells of the next one.
    static func clear(_ descriptor: Int32) {
        var piece = [UInt8](repeating: 0, count: 256)
        while read(descriptor, &piece, piece.count) > 0 {}
    }
}
