// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A socket that accepts streams, TCP or unix, without waiting.
package struct ListeningSocket: ~Copyable {
    package let address: SocketAddress
    private let descriptor: Descriptor

    /// Binds and listens; port 0 lets the system choose, see `address`.
    ///
    /// With `reusePort`, several listeners of this process share the port, and the kernel spreads
    /// connections over them. `backlog` connections wait in the kernel until they are accepted.
    /// `unixMode` is set before a unix socket listens, so that nobody without the permission can
    /// connect at any moment.
    package static func bind(
        to address: SocketAddress,
        reusePort: Bool = false,
        backlog: Int32 = 1_024,
        unixMode: UInt32 = 0o600
    ) throws(Errno) -> ListeningSocket {
        let descriptor = try Descriptor.socket(address.family, SOCK_STREAM)
        var bound = address
        if case .unix(let path) = address {
            try descriptor.bind(address)
            _ = try systemCall { chmod(path, unixMode) }
        } else {
            try descriptor.restrictToIPv6(address)
            // A restarted node takes its port back from connections in TIME_WAIT; a port on
            // which someone listens stays refused.
            try descriptor.setOption(SOL_SOCKET, SO_REUSEADDR, to: 1)
            if reusePort { try descriptor.setOption(SOL_SOCKET, SO_REUSEPORT, to: 1) }
            try descriptor.bind(address)
            bound = try descriptor.localAddress()
        }
        let number = descriptor.number
        _ = try systemCall { listen(number, backlog) }
        return ListeningSocket(address: bound, descriptor: descriptor)
    }

    init(address: SocketAddress, descriptor: consuming Descriptor) {
        self.address = address
        self.descriptor = descriptor
    }

    /// For `EventLoop.register`.
    package var number: Int32 { descriptor.number }

    /// The next connection, or `nil` when none is waiting.
    ///
    /// A connection that broke off while it waited is skipped.
    package borrowing func accept() throws(Errno) -> StreamSocket? {
        var storage = sockaddr_storage()
        var length = socklen_t()
        while true {
            let number = clinux_accept(descriptor.number, &storage, &length)
            if number >= 0 {
                let peer = SocketAddress(storage) ?? .unix(path: "")
                return StreamSocket(adopting: Descriptor(adopting: number), peer: peer)
            }
            let error = Errno.last
            switch error.code {
            case EAGAIN, EWOULDBLOCK: return nil
            case EINTR, ECONNABORTED, EPROTO: continue
            default: throw error
            }
        }
    }
}
