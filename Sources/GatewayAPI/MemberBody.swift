// SPDX-License-Identifier: Apache-2.0

/// One member, in `GET /members` and `GET /members/{name}`.
package struct MemberBody: Codable, Equatable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case name, address, state
        case isSelf = "self"
        case incarnation, meta, metaBase64, http
        case protocolVersions = "protocol"
        case delegateVersions = "delegate"
        case since
    }

    package var name: String
    /// `ip:port` of the gossip, IPv6 in brackets.
    package var address: String
    /// `alive`, `suspect`, `dead` or `left`; a client must bear others.
    package var state: String
    /// Whether this is the node that answers (`self`).
    package var isSelf: Bool
    package var incarnation: UInt32
    /// The metadata, when it is a JSON object.
    package var meta: JSONValue?
    /// The metadata, at most 512 bytes, in base64.
    package var metaBase64: String
    /// Where the member's own HTTP API listens, when it says so.
    package var http: String?
    /// Versions of the gossip protocol (`protocol`).
    package var protocolVersions: VersionsBody
    /// Versions of the application's protocol (`delegate`).
    package var delegateVersions: VersionsBody
    /// When `state` last changed, RFC 3339 with milliseconds, UTC.
    package var since: String

    package init(
        name: String,
        address: String,
        state: String,
        isSelf: Bool,
        incarnation: UInt32,
        meta: JSONValue?,
        metaBase64: String,
        http: String?,
        protocolVersions: VersionsBody,
        delegateVersions: VersionsBody,
        since: String
    ) {
        self.name = name
        self.address = address
        self.state = state
        self.isSelf = isSelf
        self.incarnation = incarnation
        self.meta = meta
        self.metaBase64 = metaBase64
        self.http = http
        self.protocolVersions = protocolVersions
        self.delegateVersions = delegateVersions
        self.since = since
    }
}
