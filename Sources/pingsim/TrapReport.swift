// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Names the run that was under way when a check trapped, which ends the process.
///
/// A handler may not allocate, so the words are ready before the run begins; each is kept, some
/// dozens of bytes per seed.
enum TrapReport {
    private static let address = Atomic<UInt>(0)
    private static let length = Atomic<Int>(0)

    static func prepare(_ command: String) {
        let text = "pingsim: a check failed; replay with: \(command)\n"
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        bytes.copyBytes(from: text.utf8)
        address.store(UInt(bitPattern: bytes.baseAddress), ordering: .relaxed)
        length.store(bytes.count, ordering: .relaxed)
        for trap in [SIGILL, SIGTRAP] { signal(trap, handle) }
    }

    private static let handle: @convention(c) (Int32) -> Void = { trap in
        let words = UnsafeRawPointer(bitPattern: address.load(ordering: .relaxed))
        _ = Glibc.write(STDERR_FILENO, words, length.load(ordering: .relaxed))
        signal(trap, SIG_DFL)
        raise(trap)
    }
}
