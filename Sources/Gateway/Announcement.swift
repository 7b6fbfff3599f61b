// SPDX-License-Identifier: Apache-2.0

import JSONText
import Reactor

/// What a node says of itself in its metadata: `"pingd":{"v":1,"http":"host:port"}`.
package struct Announcement: Equatable, Sendable {
    /// The tag that nobody else may set.
    package static let key = "pingd"

    /// Where the HTTP API can be reached.
    let http: String

    /// `nil` when there is nothing to tell others: the API is on a unix socket, on loopback while
    /// the gossip is not, or at an address that is not known yet.
    ///
    /// - Parameters:
    ///   - listener: where the API listens: `host:port`, or `unix:/path`.
    ///   - advertised: the node's gossip address as `ip:port`; `nil` while that is not known.
    package init?(listener: String, advertised: String?) {
        guard !listener.hasPrefix("unix:") else { return nil }
        let (host, port) = HostName.split(listener)
        guard let port, port != "0", let address = Self.address(of: host) else { return nil }
        let gossip = advertised.map { HostName.split($0).host }
        if address.isWildcard {
            guard let gossip else { return nil }
            http = "\(gossip):\(port)"
        } else if address.isLoopback {
            guard let gossip, Self.address(of: gossip)?.isLoopback == true else { return nil }
            http = listener
        } else {
            http = listener
        }
    }

    private static func address(of host: String) -> SocketAddress? {
        let literal = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return SocketAddress(literal: literal, port: 0)
    }

    /// The value of the reserved tag.
    var value: JSONTree {
        var http = JSONWriter(capacity: 64)
        http.string(self.http)
        return .object([
            JSONTree.Member(key: "v", value: .other(Array("1".utf8))),
            JSONTree.Member(key: "http", value: .other(http.bytes)),
        ])
    }

    /// The metadata of a node with these tags (a JSON object, or nothing) that announces itself.
    package static func metadata(tags: [UInt8], _ announcement: Announcement?) -> [UInt8] {
        var metadata = OwnMetadata(tags)
        metadata.announce(announcement)
        return metadata.bytes
    }
}
