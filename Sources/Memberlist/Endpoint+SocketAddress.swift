// SPDX-License-Identifier: Apache-2.0

import Reactor
import Wire

extension Endpoint {
    /// Where a packet or a connection came from, IPv4 as four bytes.
    init(_ address: SocketAddress) {
        switch address.unmapped {
        case .ipv4(let number, let port):
            self.init(
                address: AddressBytes(
                    UInt8(truncatingIfNeeded: number >> 24),
                    UInt8(truncatingIfNeeded: number >> 16),
                    UInt8(truncatingIfNeeded: number >> 8),
                    UInt8(truncatingIfNeeded: number)
                ),
                port: port
            )
        case .ipv6(let high, let low, let port, _):
            self.init(address: AddressBytes(ipv6High: high, low: low), port: port)
        case .unix:
            self.init(address: .none, port: 0)
        }
    }

    /// Where to connect or send; `nil` when there is no address or no port.
    ///
    /// An IPv4-mapped address is dialled as IPv4 (spec §4).
    var socketAddress: SocketAddress? {
        guard isUsable else { return nil }
        let plain = address.unmapped
        if let number = plain.ipv4 { return .ipv4(address: number, port: port) }
        guard let (high, low) = plain.ipv6Halves else { return nil }
        return .ipv6(high: high, low: low, port: port, scope: 0)
    }

    /// `ip:port`, IPv6 in brackets; what users see.
    var text: String { socketAddress?.description ?? ":\(port)" }
}
