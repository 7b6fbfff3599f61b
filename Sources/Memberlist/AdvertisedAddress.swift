// SPDX-License-Identifier: Apache-2.0

import Reactor
import Wire

/// What a node tells others of where it listens (spec §15.1).
enum AdvertisedAddress {
    /// Bytes to advertise for a node that is bound to `bound`.
    ///
    /// - An address that was set is taken as it is, IPv4 in four bytes.
    /// - A node on every interface advertises its first private address, in the 16-byte mapped
    ///   form that memberlist uses for detected addresses.
    /// - Any other advertises what it is bound to.
    static func choose(
        configured: String?,
        bound: SocketAddress
    ) throws(NodeStartError) -> AddressBytes {
        if let configured {
            guard let address = SocketAddress(literal: configured, port: 0), !address.isWildcard
            else { throw .invalidAdvertiseAddress(configured) }
            return Endpoint(address).address
        }
        guard bound.isWildcard else { return Endpoint(bound).address }
        guard let found = firstPrivateAddress() else { throw .noPrivateAddress }
        if case .ipv6(let high, let low, _, _) = found.mapped {
            return AddressBytes(ipv6High: high, low: low)
        }
        return Endpoint(found).address
    }

    /// The first private address of an interface that is up and is not loopback, IPv4 before IPv6.
    private static func firstPrivateAddress() -> SocketAddress? {
        let found = InterfaceAddresses.all().filter(isPrivate)
        return found.first { if case .ipv4 = $0 { true } else { false } } ?? found.first
    }

    /// Whether an address is private by RFC 6890: RFC 1918, shared space, link-local IPv4,
    /// unique-local IPv6.
    static func isPrivate(_ address: SocketAddress) -> Bool {
        switch address.unmapped {
        case .ipv4(let number, _):
            let networks: [(base: UInt32, bits: UInt32)] = [
                (0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16), (0x6440_0000, 10),
                (0xA9FE_0000, 16), (0x7F00_0000, 8),
            ]
            return networks.contains { number >> (32 - $0.bits) == $0.base >> (32 - $0.bits) }
        case .ipv6(let high, let low, _, _):
            return high >> 57 == 0x7E || (high == 0 && low == 1)
        case .unix:
            return false
        }
    }
}
