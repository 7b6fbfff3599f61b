// SPDX-License-Identifier: Apache-2.0

import JSONText

/// A node to join: `[name/]host[:port]`, IPv6 in brackets when a port follows (spec §15.2).
enum JoinText {
    /// Longest name of a host (RFC 1035 §2.3.4), with room for a node's name, brackets and port.
    static let limitBytes = 512

    /// Splits comma lists, and refuses what cannot be an address before anything starts.
    static func addresses(_ texts: [String]) throws(SettingFlaw) -> [String] {
        var addresses: [String] = []
        for text in texts {
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let address = part.trimmingSpaces
                try check(address)
                addresses.append(address)
            }
        }
        return addresses
    }

    private static func check(_ address: String) throws(SettingFlaw) {
        guard !address.isEmpty else { throw .empty }
        guard address.utf8.count <= limitBytes else {
            throw .tooLong(bytes: address.utf8.count, limit: limitBytes)
        }
        guard !address.unicodeScalars.contains(where: { $0 == " " || PrintableText.isUnsafe($0) })
        else { throw .notAJoinAddress(address) }
        var rest = address[...]
        if let slash = address.firstIndex(of: "/") {
            guard slash != address.startIndex else { throw .notAJoinAddress(address) }
            rest = address[address.index(after: slash)...]
        }
        let (host, port) = split(rest)
        guard !host.isEmpty, host != "[]" else { throw .notAJoinAddress(address) }
        if let port, try AddressText.port(port) == 0 { throw .notAPort(String(port)) }
    }

    /// More than one colon and no bracket is an IPv6 address without a port.
    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return (text[...end], rest.hasPrefix(":") ? rest.dropFirst() : nil)
        }
        guard let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon else {
            return (text, nil)
        }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}

extension Substring {
    /// The text between leading and trailing spaces and tabs.
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
