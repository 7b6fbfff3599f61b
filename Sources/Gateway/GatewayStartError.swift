// SPDX-License-Identifier: Apache-2.0

import HTTPServer

/// Why a gateway could not be started; `description` is one sentence for the operator.
package enum GatewayStartError: Error, Equatable, Sendable {
    /// The address can be reached from other machines, and nothing keeps them out.
    case openBindWithoutToken(String)
    case emptyToken
    /// The token holds a byte that no `Authorization` field can carry.
    case unusableToken
    case threadsOutOfRange(Int)
    case invalidHostName(String)
    case notAnAddress(String)
    case addressInUse(String)
    case permissionDenied(String)
    case addressNotAvailable(String)
    /// A server answers on the unix socket, or a file that is no socket lies there.
    case unixPathOccupied(String)
    case unixPathInvalid(String)
    /// The descriptor that was passed is no socket that accepts streams.
    case notAListener(Int32)
    /// Anything else the system said.
    case system(String)

    init(_ error: ServerStartError) {
        self =
            switch error {
            case .addressInUse(let address): .addressInUse(address)
            case .permissionDenied(let address): .permissionDenied(address)
            case .addressNotAvailable(let address): .addressNotAvailable(address)
            case .notAnAddress(let host): .notAnAddress(host)
            case .unixPathOccupied(let path): .unixPathOccupied(path)
            case .unixPathInvalid(let path): .unixPathInvalid(path)
            case .system: .system(error.description)
            }
    }

    /// Whether another configuration would help; otherwise it is this machine's fault.
    package var isUsersConfiguration: Bool {
        switch self {
        case .openBindWithoutToken, .emptyToken, .unusableToken, .threadsOutOfRange,
            .invalidHostName, .notAnAddress, .addressInUse, .permissionDenied,
            .addressNotAvailable, .unixPathOccupied, .unixPathInvalid, .notAListener:
            true
        case .system: false
        }
    }
}

extension GatewayStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .openBindWithoutToken(let address):
            "refusing to offer the HTTP API on \(address), where other machines reach it, "
                + "without a token: give --http-token-file, or --http-insecure to let anybody in"
        case .emptyToken: "the HTTP token is empty"
        case .unusableToken: "the HTTP token may only hold visible ASCII characters"
        case .threadsOutOfRange(let threads):
            "the HTTP API takes \(Gateway.threadRange.lowerBound) to "
                + "\(Gateway.threadRange.upperBound) threads, not \(threads)"
        case .invalidHostName(let name): "\(name) is not a host name without a port"
        case .notAnAddress(let host):
            "the HTTP API needs an IP address to listen on, and \(host) is none"
        case .addressInUse(let address):
            "the HTTP API cannot listen on \(address): another program does"
        case .permissionDenied(let address):
            "the HTTP API cannot listen on \(address): this user may not"
        case .addressNotAvailable(let address):
            "the HTTP API cannot listen on \(address): it is no address of this machine"
        case .unixPathOccupied(let path):
            "the HTTP API cannot listen on unix:\(path): it is in use"
        case .unixPathInvalid(let path):
            "the HTTP API cannot listen on unix:\(path): the path must have 1 to 107 bytes"
        case .notAListener(let number):
            "the HTTP API cannot listen on descriptor \(number): it is no listening stream socket"
        case .system(let sentence): sentence
        }
    }
}
