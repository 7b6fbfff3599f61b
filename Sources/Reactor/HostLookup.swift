// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Asks the system's resolver; blocks, so never call it on a loop that others wait for.
package enum HostLookup {
    /// More addresses than this of one name are left out.
    package static let maximumAddresses = 64

    /// Why a name could not be looked up, in the resolver's words.
    package struct Failure: Error, Equatable {
        package let description: String
    }

    /// Every address of `host`, without repetition, each with `port`.
    package static func addresses(
        of host: String,
        port: UInt16
    ) throws(Failure) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_family = AF_UNSPEC
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let words = gai_strerror(code).map { String(cString: $0) } ?? "error \(code)"
            throw Failure(description: words)
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee, found.count < maximumAddresses {
            next = entry.ai_next
            guard let raw = entry.ai_addr, var address = SocketAddress(raw, entry.ai_addrlen)
            else { continue }
            address.port = port
            if !found.contains(address) { found.append(address) }
        }
        return found
    }
}
