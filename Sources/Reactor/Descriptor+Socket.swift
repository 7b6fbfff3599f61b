// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

extension Descriptor {
    /// A new socket that never waits and is closed on exec.
    static func socket(_ family: Int32, _ type: __socket_type) throws(Errno) -> Descriptor {
        Descriptor(adopting: try systemCall { clinux_socket(family, Int32(type.rawValue)) })
    }

    borrowing func bind(_ address: SocketAddress) throws(Errno) {
        var (storage, length) = address.storage
        let number = self.number
        _ = try systemCall {
            withUnsafePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(number, $0, length)
                }
            }
        }
    }

    /// Throws `EINPROGRESS` when the answer is still to come.
    borrowing func connect(_ address: SocketAddress) throws(Errno) {
        var (storage, length) = address.storage
        let number = self.number
        _ = try systemCall {
            withUnsafePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(number, $0, length)
                }
            }
        }
    }

    borrowing func setOption(_ level: Int32, _ name: Int32, to value: Int32) throws(Errno) {
        var value = value
        let number = self.number
        _ = try systemCall {
            setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// An IPv6 socket takes IPv4's port as well only when it is bound to every interface.
    borrowing func restrictToIPv6(_ address: SocketAddress) throws(Errno) {
        guard case .ipv6 = address else { return }
        try setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: address.isWildcard ? 0 : 1)
    }

    /// Asks for a buffer (`SO_RCVBUF`, `SO_SNDBUF`), halving the wish until the kernel grants it.
    borrowing func requestBuffer(_ option: Int32, bytes: Int) {
        var wish = bytes
        while wish >= 4_096 {
            do {
                try setOption(SOL_SOCKET, option, to: Int32(clamping: wish))
                return
            } catch {
                wish /= 2
            }
        }
    }

    borrowing func localAddress() throws(Errno) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = self.number
        _ = try systemCall {
            withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(number, $0, &length)
                }
            }
        }
        guard let address = SocketAddress(storage) else { throw Errno(code: EAFNOSUPPORT) }
        return address
    }

    /// The error a socket has kept for us (`SO_ERROR`), and clears.
    borrowing func pendingError() -> Errno? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            return Errno.last
        }
        return code == 0 ? nil : Errno(code: code)
    }
}
