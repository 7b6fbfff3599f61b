// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A UDP socket that never waits, read and written in batches.
///
/// Owns its buffers; not `Sendable`: it lives on one loop.
package final class DatagramSocket {
    /// The most one call to the kernel moves.
    package static let batch = 32
    /// The largest datagram; one more byte would not fit into UDP's length field.
    package static let largestDatagramBytes = 65_536

    package let address: SocketAddress
    private let descriptor: Descriptor
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private let datagrams: UnsafeMutableBufferPointer<clinux_datagram>

    /// Binds a socket; port 0 lets the system choose, see `address`.
    ///
    /// `receiveBufferBytes` are asked of the kernel, halved until it agrees (spec §5.6); so are
    /// `sendBufferBytes`, if given.
    package init(
        bindingTo address: SocketAddress,
        receiveBufferBytes: Int = 2 * 1_024 * 1_024,
        sendBufferBytes: Int? = nil
    ) throws(Errno) {
        descriptor = try Descriptor.socket(address.family, SOCK_DGRAM)
        try descriptor.restrictToIPv6(address)
        try descriptor.bind(address)
        descriptor.requestBuffer(SO_RCVBUF, bytes: receiveBufferBytes)
        if let sendBufferBytes { descriptor.requestBuffer(SO_SNDBUF, bytes: sendBufferBytes) }
        self.address = try descriptor.localAddress()
        memory = .allocate(capacity: Self.batch * Self.largestDatagramBytes)
        datagrams = .allocate(capacity: Self.batch)
        datagrams.initialize(repeating: clinux_datagram())
    }

    deinit {
        memory.deallocate()
        datagrams.deinitialize()
        datagrams.deallocate()
    }

    /// For `EventLoop.register`.
    package var number: Int32 { descriptor.number }

    /// Takes at most one batch off the socket.
    ///
    /// `body` sees each datagram and where it came from; the bytes are only valid within the call.
    /// The answer is how many there were; fewer than `batch` means that the socket is empty.
    package func receive(
        _ body: (UnsafeRawBufferPointer, SocketAddress) -> Void
    ) throws(Errno) -> Int {
        guard let base = memory.baseAddress else { return 0 }
        for index in 0..<Self.batch {
            datagrams[index].bytes = base + index * Self.largestDatagramBytes
            datagrams[index].length = UInt32(Self.largestDatagramBytes)
        }
        let outcome = try transferCall {
            Int(clinux_receive(descriptor.number, datagrams.baseAddress, UInt32(Self.batch)))
        }
        guard case .bytes(let count) = outcome else { return 0 }
        for datagram in datagrams.prefix(count) {
            guard let source = SocketAddress(datagram.address) else { continue }
            body(UnsafeRawBufferPointer(start: datagram.bytes, count: Int(datagram.length)), source)
        }
        return count
    }

    /// What became of one datagram that was to be sent.
    package enum Sent: Equatable {
        case sent
        /// The socket's buffer is full: a datagram may be dropped, and this one was.
        case dropped
        case failed(Errno)
    }

    /// Sends all of `packets`, batch by batch, and tells what became of each.
    package func send(
        _ packets: [(bytes: [UInt8], to: SocketAddress)],
        _ report: (Int, Sent) -> Void
    ) {
        var next = 0
        while next < packets.count {
            let count = min(Self.batch, packets.count - next)
            next += sendBatch(packets, from: next, count: count, report)
        }
    }

    /// Sends up to `count` packets; returns how many were dealt with, at least one.
    private func sendBatch(
        _ packets: [(bytes: [UInt8], to: SocketAddress)],
        from start: Int,
        count: Int,
        _ report: (Int, Sent) -> Void
    ) -> Int {
        guard var free = memory.baseAddress else { return count }
        // The receive buffers are idle while we send, and hold a whole batch.
        for index in 0..<count {
            let (bytes, address) = packets[start + index]
            let length = min(bytes.count, Self.largestDatagramBytes)
            bytes.withUnsafeBufferPointer { source in
                if let first = source.baseAddress { free.update(from: first, count: length) }
            }
            datagrams[index].bytes = free
            datagrams[index].length = UInt32(length)
            (datagrams[index].address, datagrams[index].address_length) = address.storage
            free += length
        }
        do throws(Errno) {
            let outcome = try transferCall {
                Int(clinux_send(descriptor.number, datagrams.baseAddress, UInt32(count)))
            }
            guard case .bytes(let sent) = outcome, sent > 0 else {
                for index in 0..<count { report(start + index, .dropped) }
                return count
            }
            for index in 0..<sent { report(start + index, .sent) }
            return sent
        } catch {
            // The kernel reports the error of the first datagram only when none went.
            report(start, .failed(error))
            return 1
        }
    }
}
