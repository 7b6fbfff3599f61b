// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// An IPv4 or IPv6 address with a port, or the path of a unix socket.
package enum SocketAddress: Hashable, Sendable {
    /// `address` in host order.
    case ipv4(address: UInt32, port: UInt16)
    /// `high` and `low` are the two halves in host order.
    case ipv6(high: UInt64, low: UInt64, port: UInt16, scope: UInt32)
    /// At most 107 bytes.
    case unix(path: String)

    /// An IP literal without brackets; IPv6 may carry a zone (`fe80::1%eth0`).
    package init?(literal: String, port: UInt16) {
        var four = in_addr()
        if inet_pton(AF_INET, literal, &four) == 1 {
            self = .ipv4(address: UInt32(bigEndian: four.s_addr), port: port)
            return
        }
        let parts = literal.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first else { return nil }
        var six = in6_addr()
        guard inet_pton(AF_INET6, String(host), &six) == 1 else { return nil }
        var scope: UInt32 = 0
        if parts.count == 2 {
            scope = UInt32(parts[1]) ?? if_nametoindex(String(parts[1]))
            guard scope != 0 else { return nil }
        }
        self = .init(six, port: port, scope: scope)
    }

    private init(_ address: in6_addr, port: UInt16, scope: UInt32) {
        let (high, low) = withUnsafeBytes(of: address) {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self = .ipv6(high: high, low: low, port: port, scope: scope)
    }

    package var port: UInt16 {
        get {
            switch self {
            case .ipv4(_, let port), .ipv6(_, _, let port, _): port
            case .unix: 0
            }
        }
        set {
            switch self {
            case .ipv4(let address, _): self = .ipv4(address: address, port: newValue)
            case .ipv6(let high, let low, _, let scope):
                self = .ipv6(high: high, low: low, port: newValue, scope: scope)
            case .unix: break
            }
        }
    }

    /// Whether this address means every interface.
    package var isWildcard: Bool {
        switch self {
        case .ipv4(let address, _): address == 0
        case .ipv6(let high, let low, _, _): high == 0 && low == 0
        case .unix: false
        }
    }

    /// The IPv4 address that an IPv4-mapped IPv6 address stands for; itself otherwise.
    package var unmapped: SocketAddress {
        guard case .ipv6(0, let low, let port, _) = self, low >> 32 == 0xFFFF else { return self }
        return .ipv4(address: UInt32(truncatingIfNeeded: low), port: port)
    }

    /// The form in which an IPv6 socket reaches an IPv4 address; itself otherwise.
    package var mapped: SocketAddress {
        guard case .ipv4(let address, let port) = self else { return self }
        return .ipv6(high: 0, low: 0xFFFF_0000_0000 | UInt64(address), port: port, scope: 0)
    }

    package var isLoopback: Bool {
        switch self {
        case .ipv4(let address, _): address >> 24 == 127
        case .ipv6(0, let low, _, _): low == 1 || low >> 24 == 0xFFFF_7F
        case .ipv6: false
        case .unix: true
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `ip:port`, IPv6 in brackets; `unix:/path`.
    package var description: String {
        switch self {
        case .ipv4(_, let port): "\(host):\(port)"
        case .ipv6(_, _, let port, _): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The address without its port, as text.
    package var host: String {
        switch self {
        case .ipv4(let address, _):
            return "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
        case .ipv6(let high, let low, _, let scope):
            var words = (high.bigEndian, low.bigEndian)
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            inet_ntop(AF_INET6, &words, &text, socklen_t(text.count))
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let plain = String(decoding: bytes, as: UTF8.self)
            return scope == 0 ? plain : "\(plain)%\(scope)"
        case .unix(let path):
            return path
        }
    }
}

extension SocketAddress {
    /// The kernel's form of this address.
    var storage: (sockaddr_storage, socklen_t) {
        var storage = sockaddr_storage()
        let length = withUnsafeMutableBytes(of: &storage) { fill($0) }
        return (storage, length)
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer) -> socklen_t {
        switch self {
        case .ipv4(let address, let port):
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = address.bigEndian
            bytes.storeBytes(of: four, as: sockaddr_in.self)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .ipv6(let high, let low, let port, let scope):
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            six.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &six.sin6_addr) {
                $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            bytes.storeBytes(of: six, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let name = Array(path.utf8.prefix(107)) + [0]
            let start = MemoryLayout<sa_family_t>.size
            UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyBytes(from: name)
            return socklen_t(start + name.count)
        }
    }

    /// `nil` for a family we do not speak.
    init?(_ storage: sockaddr_storage) {
        let address: SocketAddress? = withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let four = bytes.load(as: sockaddr_in.self)
                return .ipv4(
                    address: UInt32(bigEndian: four.sin_addr.s_addr),
                    port: UInt16(bigEndian: four.sin_port)
                )
            case AF_INET6:
                let six = bytes.load(as: sockaddr_in6.self)
                return SocketAddress(
                    six.sin6_addr,
                    port: UInt16(bigEndian: six.sin6_port),
                    scope: six.sin6_scope_id
                )
            case AF_UNIX:
                return .unix(path: "")
            default:
                return nil
            }
        }
        guard let address else { return nil }
        self = address
    }
}

extension SocketAddress {
    /// The address in a list that `getaddrinfo` or `getifaddrs` made.
    init?(_ pointer: UnsafeMutablePointer<sockaddr>, _ length: UInt32) {
        var storage = sockaddr_storage()
        let size = min(Int(length), MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size))
        }
        self.init(storage)
    }
}
