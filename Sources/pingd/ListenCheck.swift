// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc

/// Tries whether the HTTP API could listen where it shall, and lets go again.
///
/// The gateway needs a node, and a node that starts is announced to its cluster. What would end
/// the start anyway should end it before anybody hears of it.
enum ListenCheck {
    static func check(_ address: HTTPAddress) throws(Refusal) {
        switch address {
        case .passed: return
        case .tcp(let address):
            guard let code = failure(address) else { return }
            switch code {
            case EADDRINUSE: throw Refusal(GatewayStartError.addressInUse("\(address)"))
            case EACCES, EPERM: throw Refusal(GatewayStartError.permissionDenied("\(address)"))
            case EADDRNOTAVAIL:
                throw Refusal(GatewayStartError.addressNotAvailable("\(address)"))
            // Whatever else it is, the gateway will find out and say it.
            default: return
            }
        case .unix(let path):
            guard let code = failureOfFolder(path) else { return }
            throw Refusal(
                sentence: "the HTTP API cannot listen on unix:\(path): "
                    + "\(SystemText.of(code)) (--http)",
                exitStatus: .configuration
            )
        }
    }

    /// The error of a bind; `nil` when it went well.
    private static func failure(_ address: AddressText) -> Int32? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.address, "\(address.port)", &hints, &list) == 0, let list else {
            return nil
        }
        defer { freeaddrinfo(list) }
        let descriptor = socket(list.pointee.ai_family, list.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // As the server does: connections that have ended are no obstacle.
        var isOn: Int32 = 1
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_REUSEADDR,
            &isOn,
            socklen_t(MemoryLayout<Int32>.size)
        )
        return bind(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 ? nil : errno
    }

    /// Why no file can be made beside `path`; `nil` when it can.
    private static func failureOfFolder(_ path: String) -> Int32? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        return access(folder, W_OK | X_OK) == 0 ? nil : errno
    }
}
