// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A stream that a peer has begun and leaves as it is, until this value is let go.
final class HostileStream {
    private let number: Int32

    /// Connects, and writes `bytes`.
    init(port: UInt16, _ bytes: [UInt8]) throws {
        number = try HostilePeer.connected(port: port, SOCK_STREAM, from: "127.0.0.1")
        _ = bytes.withUnsafeBytes {
            send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    deinit { _ = close(number) }
}
