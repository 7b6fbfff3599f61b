// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Sole owner of a file descriptor; its end closes it.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes over a descriptor that a system call has just made.
    package init(adopting number: Int32) {
        precondition(number >= 0, "cannot own descriptor \(number)")
        self.number = number
    }

    // Never retried: on Linux the number is free even after EINTR.
    deinit { _ = close(number) }
}
