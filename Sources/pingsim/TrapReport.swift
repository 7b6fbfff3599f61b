// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Names the run that was under way on the thread on which a check trapped, which ends the process.
///
/// A handler may not allocate, so the words are ready before the run begins; each is kept, some
/// dozens of bytes per seed.
enum TrapReport {
    /// Leads each thread to its words: their length, then they.
    private static let key = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    static func prepare(_ command: String) {
        let text = "pingsim: a check failed; replay with: \(command)\n"
        let head = MemoryLayout<Int>.size
        let words = UnsafeMutableRawBufferPointer.allocate(
            byteCount: head + text.utf8.count,
            alignment: MemoryLayout<Int>.alignment
        )
        words.storeBytes(of: text.utf8.count, as: Int.self)
        UnsafeMutableRawBufferPointer(rebasing: words[head...]).copyBytes(from: text.utf8)
        pthread_setspecific(key, words.baseAddress)
        for trap in [SIGILL, SIGTRAP] { signal(trap, handle) }
    }

    private static let handle: @convention(c) (Int32) -> Void = { trap in
        if let words = pthread_getspecific(key) {
            let length = words.load(as: Int.self)
            _ = Glibc.write(STDERR_FILENO, words + MemoryLayout<Int>.size, length)
        }
        signal(trap, SIG_DFL)
        raise(trap)
    }
}
