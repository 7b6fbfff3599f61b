// SPDX-License-Identifier: Apache-2.0

package import Reactor

/// Why a server could not begin to listen.
package enum ServerStartError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something else listens on this TCP address.
    case addressInUse(String)
    /// The address, or a port below 1024, is not for this user.
    case permissionDenied(String)
    /// No interface of this machine has the address.
    case addressNotAvailable(String)
    /// The host is not an IP literal.
    case notAnAddress(String)
    /// A server answers on the unix socket, or a file that is no socket lies there.
    case unixPathOccupied(String)
    /// A unix socket's path has 1 to 107 bytes.
    case unixPathInvalid(String)
    /// Anything else the system said.
    case system(address: String, Errno)

    /// One sentence for people.
    package var description: String {
        switch self {
        case .addressInUse(let address): "\(address) is in use by another program"
        case .permissionDenied(let address): "\(address) may not be used by this user"
        case .addressNotAvailable(let address): "\(address) is no address of this machine"
        case .notAnAddress(let host): "\(host) is not an IP address"
        case .unixPathOccupied(let path): "\(path) is in use by another program"
        case .unixPathInvalid(let path):
            "\(path) cannot name a unix socket: it must have 1 to 107 bytes"
        case .system(let address, let errno): "cannot listen on \(address): \(errno)"
        }
    }
}
