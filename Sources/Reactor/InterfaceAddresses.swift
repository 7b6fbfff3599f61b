// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// The addresses of this machine's interfaces.
package enum InterfaceAddresses {
    /// Those of interfaces that are up and are not loopback, with port 0, in the kernel's order.
    package static func all() -> [SocketAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let flags = Int32(bitPattern: entry.ifa_flags)
            guard flags & Int32(IFF_UP) != 0, flags & Int32(IFF_LOOPBACK) == 0,
                let raw = entry.ifa_addr,
                let length = length(of: Int32(raw.pointee.sa_family)),
                let address = SocketAddress(raw, UInt32(length))
            else { continue }
            found.append(address)
        }
        return found
    }

    private static func length(of family: Int32) -> Int? {
        switch family {
        case AF_INET: MemoryLayout<sockaddr_in>.size
        case AF_INET6: MemoryLayout<sockaddr_in6>.size
        default: nil
        }
    }
}
