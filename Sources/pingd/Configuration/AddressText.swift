// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An IP address and a port, as flags and files write them.
struct AddressText: Equatable {
    /// An IP literal without brackets.
    var address: String
    var port: UInt16

    /// Reads `ADDR:PORT`, `ADDR` or `:PORT`, IPv6 in brackets, `localhost` for the loopback.
    init(_ text: String, standard: AddressText) throws(SettingFlaw) {
        let (host, digits) = try Self.split(text, standard.port)
        address = host.isEmpty ? standard.address : try Self.literal(host, in: text, standard.port)
        port =
            try digits.map { digits throws(SettingFlaw) in try Self.port(digits) } ?? standard.port
    }

    init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Whether it means every interface.
    var isUnspecified: Bool { address == "0.0.0.0" || address == "::" }

    private static func split(
        _ text: String,
        _ usual: UInt16
    ) throws(SettingFlaw) -> (host: Substring, port: Substring?) {
        guard !text.isEmpty else { throw .empty }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .notAnAddress(text, port: usual) }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw .notAnAddress(text, port: usual)
            }
            return (text[...end], rest.isEmpty ? nil : rest.dropFirst())
        }
        guard let colon = text.firstIndex(of: ":") else { return (text[...], nil) }
        guard text.lastIndex(of: ":") == colon else { throw .bareIPv6(text) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    private static func literal(
        _ host: Substring,
        in text: String,
        _ usual: UInt16
    ) throws(SettingFlaw) -> String {
        if host == "localhost" { return "127.0.0.1" }
        if host.hasPrefix("[") {
            let literal = String(host.dropFirst().dropLast())
            var bytes = in6_addr()
            guard inet_pton(AF_INET6, literal, &bytes) == 1 else {
                throw .notAnAddress(text, port: usual)
            }
            return literal
        }
        var bytes = in_addr()
        guard inet_pton(AF_INET, String(host), &bytes) == 1 else {
            throw .notAnAddress(text, port: usual)
        }
        return String(host)
    }

    static func port(_ digits: Substring) throws(SettingFlaw) -> UInt16 {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = UInt16(digits)
        else { throw .notAPort(String(digits)) }
        return port
    }
}

extension AddressText: CustomStringConvertible {
    var description: String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
