// SPDX-License-Identifier: Apache-2.0

import Membership
import Reactor
import Wire

/// The two sockets of a node, on one port number (spec §15.1), and what it tells others of them.
struct NodeSockets {
    let packets: DatagramSocket
    let acceptor: Acceptor
    let advertised: Endpoint

    /// With port 0 the stream socket chooses, and the packet socket must get the same number; the
    /// whole set-up is tried this often.
    private static let attempts = 10

    /// Throws why the operator's address cannot be had.
    init(_ settings: NodeSettings) throws(NodeStartError) {
        guard
            let wanted = SocketAddress(literal: settings.bindAddress, port: settings.bindPort)
        else { throw .invalidBindAddress(settings.bindAddress) }
        let bound = try Self.bindBoth(wanted, settings)
        let address = try AdvertisedAddress.choose(
            configured: settings.advertiseAddress,
            bound: bound.packets.address
        )
        guard settings.membershipSettings.allows(address) else {
            let endpoint = Endpoint(address: address, port: bound.packets.address.port)
            throw .advertisedAddressNotAllowed(endpoint.text)
        }
        packets = bound.packets
        acceptor = bound.acceptor
        advertised = Endpoint(
            address: address,
            port: settings.advertisePort ?? packets.address.port
        )
    }

    private static func bindBoth(
        _ wanted: SocketAddress,
        _ settings: NodeSettings
    ) throws(NodeStartError) -> (packets: DatagramSocket, acceptor: Acceptor) {
        var attempt = 1
        while true {
            do throws(Errno) {
                let acceptor = Acceptor(try ListeningSocket.bind(to: wanted))
                var sameNumber = wanted
                sameNumber.port = acceptor.address.port
                let packets = try DatagramSocket(
                    bindingTo: sameNumber,
                    receiveBufferBytes: settings.receiveBufferBytes,
                    sendBufferBytes: settings.sendBufferBytes
                )
                return (packets, acceptor)
            } catch {
                let mayRetry = wanted.port == 0 && error == .addressInUse
                if mayRetry, attempt < attempts {
                    attempt += 1
                    continue
                }
                throw startError(error, wanted)
            }
        }
    }

    private static func startError(_ error: Errno, _ wanted: SocketAddress) -> NodeStartError {
        switch error {
        case .addressInUse: .addressInUse("\(wanted)")
        case .permissionDenied: .permissionDenied("\(wanted)")
        case .addressNotAvailable: .addressNotAvailable("\(wanted)")
        default: .system(operation: "bind \(wanted)", errno: error.code)
        }
    }
}
