// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One system call that answers with a number below zero when it fails; repeated on `EINTR`.
///
/// `EBADF` and `EFAULT` are our own mistakes, never a peer's, and stop the process.
func systemCall<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let error = Errno.last
        if error.code == EINTR { continue }
        precondition(error.code != EBADF && error.code != EFAULT, "a call failed: \(error)")
        throw error
    }
}

/// What a call on a socket that never waits has to say.
package enum Transfer: Equatable, Sendable {
    /// So many bytes went or came. For a read, 0 is the end of the stream.
    case bytes(Int)
    case wouldBlock
}

/// The same for a call that moves bytes: "would block" is a value, not an error.
func transferCall(_ call: () -> Int) throws(Errno) -> Transfer {
    do {
        return .bytes(try systemCall(call))
    } catch {
        guard error.code == EAGAIN || error.code == EWOULDBLOCK else { throw error }
        return .wouldBlock
    }
}
