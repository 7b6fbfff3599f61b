// SPDX-License-Identifier: Apache-2.0

import Reactor

/// A string of a join list, taken apart: `[name/]host[:port]` (spec §15.2).
struct JoinAddress: Hashable, Sendable {
    /// Text before the first `/`; only of use to name-aware transports.
    let name: String?
    /// An IP literal without brackets, or a host name.
    let host: String
    let port: UInt16

    /// Throws when the name is empty, the host is empty, or the port is no number up to 65535.
    init(_ text: String, defaultPort: UInt16) throws(JoinAddressError) {
        var rest = Substring(text)
        if let slash = text.firstIndex(of: "/") {
            guard slash != text.startIndex else { throw .emptyName(text) }
            name = String(text[..<slash])
            rest = text[text.index(after: slash)...]
        } else {
            name = nil
        }
        guard !rest.contains("/") else { throw .secondSlash(text) }
        guard let colon = Self.portSeparator(in: rest) else {
            host = Self.stripBrackets(rest)
            port = defaultPort
            guard !host.isEmpty else { throw .emptyHost(text) }
            return
        }
        let digits = rest[rest.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { throw .invalidPort(text) }
        self.port = port
        host = Self.stripBrackets(rest[..<colon])
        guard !host.isEmpty else { throw .emptyHost(text) }
    }

    /// A string that starts with `[` has a port iff a colon follows the bracket; any other iff it
    /// has exactly one colon.
    static func portSeparator(in text: Substring) -> Substring.Index? {
        if text.hasPrefix("[") {
            guard let bracket = text.lastIndex(of: "]") else { return nil }
            let next = text.index(after: bracket)
            return next < text.endIndex && text[next] == ":" ? next : nil
        }
        guard let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon else {
            return nil
        }
        return colon
    }

    private static func stripBrackets(_ text: Substring) -> String {
        var text = text
        if text.hasPrefix("[") { text = text.dropFirst() }
        if text.hasSuffix("]") { text = text.dropLast() }
        return String(text)
    }

    /// The address itself when the host is an IP literal.
    var literal: SocketAddress? { SocketAddress(literal: host, port: port) }
}

/// What is wrong with a string of a join list; carries the whole string.
enum JoinAddressError: Error, Equatable {
    case emptyName(String)
    case emptyHost(String)
    case secondSlash(String)
    case invalidPort(String)

    /// One sentence for the operator.
    var sentence: String {
        switch self {
        case .emptyName(let text): "\"\(text)\" has an empty node name before the slash"
        case .emptyHost(let text): "\"\(text)\" has no host"
        case .secondSlash(let text): "\"\(text)\" has more than one slash"
        case .invalidPort(let text): "the port in \"\(text)\" is not a number from 0 to 65535"
        }
    }
}
