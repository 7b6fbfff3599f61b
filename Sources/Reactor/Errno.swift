// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a system call failed: the kernel's number and its words.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: Int32

    package init(code: Int32) { self.code = code }

    /// The number that the last failed call of this thread left behind; read it at once.
    package static var last: Errno { Errno(code: errno) }

    package static let addressInUse = Errno(code: EADDRINUSE)
    package static let addressNotAvailable = Errno(code: EADDRNOTAVAIL)
    package static let permissionDenied = Errno(code: EACCES)
    package static let connectionRefused = Errno(code: ECONNREFUSED)
    package static let messageTooLong = Errno(code: EMSGSIZE)

    /// Whether a send failed because of who it was for, not because of us (spec §11.2).
    package var isRemotesFault: Bool {
        switch code {
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN: true
        default: false
        }
    }

    /// Whether this machine could not even try, which says nothing of the other.
    ///
    /// It lacks descriptors, memory or ports, or forbids it.
    package var isLocalFault: Bool {
        switch code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN, EACCES, EPERM: true
        default: false
        }
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
