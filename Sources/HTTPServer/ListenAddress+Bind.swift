// SPDX-License-Identifier: Apache-2.0

import Reactor

/// From an address to the sockets that listen on it.
extension ListenAddress {
    private static let unixPathBytes = 1...107

    /// One socket for each of `count` loops; a unix socket that is made here has one, which the
    /// first loop serves.
    func bind(count: Int) throws(ServerStartError) -> [ListenerHandover] {
        switch self {
        case .passed(let number):
            var handovers: [ListenerHandover] = []
            for _ in 0..<count {
                do throws(Errno) {
                    handovers.append(ListenerHandover(try .sharing(number)))
                } catch {
                    throw .system(address: "descriptor \(number)", error)
                }
            }
            return handovers
        case .unix(let path):
            guard Self.unixPathBytes.contains(path.utf8.count), !path.utf8.contains(0) else {
                throw .unixPathInvalid(path)
            }
            try UnixSocketFile.clear(path)
            return [ListenerHandover(try Self.socket(.unix(path: path), isShared: false))]
        case .tcp(let host, let port):
            guard let address = SocketAddress(literal: host, port: port) else {
                throw .notAnAddress(host)
            }
            // Alone first: a port that is shared would be shared with a stranger as well.
            let first = try Self.socket(address, isShared: false)
            guard count > 1 else { return [ListenerHandover(first)] }
            let bound = first.address
            _ = consume first
            var handovers: [ListenerHandover] = []
            for _ in 0..<count {
                handovers.append(ListenerHandover(try Self.socket(bound, isShared: true)))
            }
            return handovers
        }
    }

    private static func socket(
        _ address: SocketAddress,
        isShared: Bool
    ) throws(ServerStartError) -> ListeningSocket {
        do throws(Errno) {
            return try ListeningSocket.bind(to: address, reusePort: isShared)
        } catch {
            let name = address.description
            switch error {
            case .addressInUse: throw .addressInUse(name)
            case .permissionDenied: throw .permissionDenied(name)
            case .addressNotAvailable: throw .addressNotAvailable(name)
            default: throw .system(address: name, error)
            }
        }
    }
}
