// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Wire

/// Connections that say a byte now and then, and never enough.
enum Drip {
    /// Opens so many, and drips into each until the node has hung up on all of them.
    ///
    /// Returns how many bytes were written altogether.
    static func all(
        by attacker: Attacker,
        connections: Int,
        within limit: Duration
    ) throws -> Int {
        // A message that never gets to its end. Push/pulls would be refused for their number.
        let bytes = StreamFrame.user([UInt8](repeating: 1, count: 9_999)).encoded()
        var open = try (0..<connections).map { _ in try attacker.dial() }
        defer { for number in open { close(number) } }
        let deadline = ContinuousClock.now + limit
        var written = 0
        var position = 0
        while !open.isEmpty {
            guard ContinuousClock.now < deadline else { throw Attacker.NodeGone() }
            let byte = bytes[position % bytes.count]
            position += 1
            for number in open {
                withUnsafeBytes(of: byte) { byte in
                    written += max(0, send(number, byte.baseAddress, 1, Int32(MSG_NOSIGNAL)))
                }
            }
            try closeEnded(&open)
        }
        return written
    }

    /// Waits a moment for the node to hang up, and takes out whom it has hung up on.
    private static func closeEnded(_ open: inout [Int32]) throws {
        var watched = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&watched, nfds_t(watched.count), 100) >= 0 else {
            throw Attacker.SystemError(code: errno)
        }
        for entry in watched where entry.revents != 0 {
            var byte: UInt8 = 0
            if recv(entry.fd, &byte, 1, 0) > 0 { continue }
            close(entry.fd)
            open.removeAll { $0 == entry.fd }
        }
    }
}
