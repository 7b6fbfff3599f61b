// SPDX-License-Identifier: Apache-2.0

import JSONText
import Reactor

/// What a node says of itself in its metadata: `"pingd":{"v":1,"http":"host:port"}`.
///
/// `v` says that it has lanes (docs/lane-protocol.md §1).
package struct Announcement: Equatable, Sendable {
    /// The tag that nobody else may set.
    package static let key = "pingd"

    let hasLanes: Bool
    /// Where the HTTP API can be reached.
    ///
    /// `nil` when others cannot reach it: it is on a unix socket, on loopback while the gossip is
    /// not, or at an address that is not known yet.
    let http: String?

    /// `nil` when there is nothing to tell others.
    ///
    /// - Parameters:
    ///   - hasLanes: whether the node keeps lanes.
    ///   - listener: where the API listens: `host:port`, or `unix:/path`.
    ///   - advertised: the node's gossip address as `ip:port`; `nil` while that is not known.
    package init?(hasLanes: Bool, listener: String, advertised: String?) {
        self.hasLanes = hasLanes
        http = Self.reachable(listener, advertised)
        guard hasLanes || http != nil else { return nil }
    }

    private static func reachable(_ listener: String, _ advertised: String?) -> String? {
        guard !listener.hasPrefix("unix:") else { return nil }
        let (host, port) = HostName.split(listener)
        guard let port, port != "0", let address = address(of: host) else { return nil }
        let gossip = advertised.map { HostName.split($0).host }
        if address.isWildcard { return gossip.map { "\($0):\(port)" } }
        guard address.isLoopback else { return listener }
        guard let gossip, self.address(of: gossip)?.isLoopback == true else { return nil }
        return listener
    }

    private static func address(of host: String) -> SocketAddress? {
        let literal = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return SocketAddress(literal: literal, port: 0)
    }

    /// The value of the reserved tag.
    var value: JSONTree {
        var members: [JSONTree.Member] = []
        if hasLanes { members.append(JSONTree.Member(key: "v", value: .other(Array("1".utf8)))) }
        if let http {
            var text = JSONWriter(capacity: 64)
            text.string(http)
            members.append(JSONTree.Member(key: "http", value: .other(text.bytes)))
        }
        return .object(members)
    }

    /// The metadata of a node with these tags (a JSON object, or nothing) that announces itself.
    package static func metadata(tags: [UInt8], _ announcement: Announcement?) -> [UInt8] {
        var metadata = OwnMetadata(tags)
        metadata.announce(announcement)
        return metadata.bytes
    }
}
