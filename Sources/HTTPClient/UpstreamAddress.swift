// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Where an upstream listens.
package enum UpstreamAddress: Hashable, Sendable {
    /// A name, or an IP literal without brackets.
    case tcp(host: String, port: UInt16)
    /// The path of a unix socket, at most 107 bytes.
    case unix(path: String)

    /// Reads `http://host:port`, the port 80 when there is none, or `unix:/path`.
    package init(_ text: String) throws(UpstreamAddressError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/") else { throw .pathNotAbsolute }
            guard path.utf8.count <= 107 else { throw .pathTooLong(bytes: path.utf8.count) }
            guard !path.utf8.contains(0) else { throw .notAnAddress }
            self = .unix(path: path)
            return
        }
        guard !text.lowercased().hasPrefix("https://") else { throw .encrypted }
        guard text.lowercased().hasPrefix("http://") else { throw .notAnAddress }
        var authority = text.dropFirst(7)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard !authority.contains(where: { "/?#".contains($0) }) else { throw .hasPath }
        guard !authority.contains("@") else { throw .notAnAddress }
        let (host, port) = try Self.split(authority)
        self = .tcp(host: host, port: port)
    }

    private static func split(
        _ authority: Substring
    ) throws(UpstreamAddressError) -> (String, UInt16) {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { throw .notAnAddress }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .notAnAddress }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":"), SocketAddress(literal: String(host), port: 0) != nil else {
                throw .notAnAddress
            }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isNameByte) else {
                throw .notAnAddress
            }
        }
        guard let port else { return (String(host), 80) }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port),
            number > 0
        else { throw .port(String(port)) }
        return (String(host), number)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._".utf8.contains(byte)
        }
    }

    /// What `Host` says when the request does not.
    package var authority: String {
        switch self {
        case .tcp(let host, let port):
            let name = host.contains(":") ? "[\(host)]" : host
            return port == 80 ? name : "\(name):\(port)"
        case .unix:
            return "localhost"
        }
    }

    /// The address, where no name has to be looked up.
    var literal: SocketAddress? {
        switch self {
        case .tcp(let host, let port): SocketAddress(literal: host, port: port)
        case .unix(let path): .unix(path: path)
        }
    }
}

extension UpstreamAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port):
            host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
