// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// One end of a connection, TCP or unix, that never waits.
package struct StreamSocket: ~Copyable {
    package let peer: SocketAddress
    private let descriptor: Descriptor

    init(adopting descriptor: consuming Descriptor, peer: SocketAddress) {
        self.descriptor = descriptor
        self.peer = peer
    }

    /// Begins to connect; the socket becomes writable when it has succeeded or failed, and the
    /// first write tells which.
    ///
    /// Without `sendsAtOnce`, small writes may wait for each other.
    package static func connecting(
        to address: SocketAddress,
        sendsAtOnce: Bool = true
    ) throws(Errno) -> StreamSocket {
        let descriptor = try Descriptor.socket(address.family, SOCK_STREAM)
        do throws(Errno) {
            try descriptor.connect(address)
        } catch {
            guard error.code == EINPROGRESS else { throw error }
        }
        let socket = StreamSocket(adopting: descriptor, peer: address)
        if case .unix = address {} else if sendsAtOnce { socket.setNoDelay() }
        return socket
    }

    /// For `EventLoop.register`.
    package var number: Int32 { descriptor.number }

    /// Sends small writes at once instead of waiting for more (`TCP_NODELAY`).
    package borrowing func setNoDelay() {
        // Refused only for what is no TCP socket, and then it does not matter.
        try? descriptor.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
    }

    /// Reads what has come, at most `buffer.count` bytes; `.bytes(0)` is the end of the stream.
    package borrowing func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Transfer {
        let number = descriptor.number
        return try transferCall { recv(number, buffer.baseAddress, buffer.count, 0) }
    }

    /// Writes as much as the system takes now.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) -> Transfer {
        let number = descriptor.number
        return try transferCall {
            send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Writes as much as the system takes now of one piece and then another, in one call.
    package borrowing func write(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer
    ) throws(Errno) -> Transfer {
        guard !second.isEmpty else { return try write(first) }
        guard !first.isEmpty else { return try write(second) }
        let number = descriptor.number
        let pieces = [first, second].map { piece in
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: piece.baseAddress),
                iov_len: piece.count
            )
        }
        return try transferCall {
            pieces.withUnsafeBufferPointer { pieces in
                var message = msghdr()
                message.msg_iov = UnsafeMutablePointer(mutating: pieces.baseAddress)
                message.msg_iovlen = pieces.count
                return sendmsg(number, &message, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Writes as much of `bytes`, from `offset` on, as the system takes now.
    package borrowing func write(_ bytes: [UInt8], from offset: Int) throws(Errno) -> Transfer {
        let number = descriptor.number
        return try transferCall {
            bytes.withUnsafeBytes { whole in
                let rest = UnsafeRawBufferPointer(rebasing: whole[offset...])
                return send(number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Tells the peer that nothing more will come; reading goes on.
    package borrowing func shutdownWriting() throws(Errno) {
        let number = descriptor.number
        _ = try systemCall { shutdown(number, Int32(SHUT_WR)) }
    }

    /// Whether the peer's system has acknowledged every byte and, after `shutdownWriting()`, the
    /// end of them.
    package borrowing func endIsAcknowledged() throws(Errno) -> Bool {
        let number = descriptor.number
        switch try systemCall({ clinux_end_acknowledged(number) }) {
        case 0: return false
        case 1: return true
        default:
            // Closed by both sides, or broken off: the pending error tells.
            if let error = descriptor.pendingError() { throw error }
            return true
        }
    }

    /// Bytes that were written and that the peer's system has not acknowledged.
    package borrowing func unacknowledgedBytes() throws(Errno) -> Int {
        let number = descriptor.number
        let count = try systemCall { clinux_unacknowledged(number) }
        // Afterwards: what a connection held is thrown away when it breaks.
        if let error = descriptor.pendingError() { throw error }
        return Int(count)
    }

    /// Whether the peer's system has acknowledged every byte that was written.
    package borrowing func everythingIsAcknowledged() throws(Errno) -> Bool {
        try unacknowledgedBytes() == 0
    }
}
