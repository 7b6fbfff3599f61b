// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Names of machines as they stand in a `Host` field, an `Origin` field, or a setting.
enum HostName {
    /// Letters, digits, hyphens, underscores and dots, at most 253 bytes, and no port.
    static func isValid(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// In lower case and without the dot that marks a name as complete.
    static func canonical(_ name: some StringProtocol) -> String {
        var name = name.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        return name
    }

    /// The host and the port of `host:port`; the host keeps its brackets.
    static func split(_ authority: some StringProtocol) -> (host: String, port: String?) {
        // By bytes: characters are found with tables, and this is asked for every request.
        let authority = Substring(authority)
        let bytes = authority.utf8
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else {
            return (String(authority), nil)
        }
        let port = authority[bytes.index(after: colon)...]
        // The last colon of a bare `[::1]` belongs to the address.
        guard !port.utf8.contains(UInt8(ascii: "]")) else { return (String(authority), nil) }
        return (String(authority[..<colon]), port.isEmpty ? nil : String(port))
    }

    /// Whether this is an IP address: dotted IPv4, or anything in brackets, where no name of the
    /// DNS can stand.
    static func isAddress(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") { return true }
        return !host.contains(":") && SocketAddress(literal: host, port: 0) != nil
    }
}
