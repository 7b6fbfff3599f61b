// SPDX-License-Identifier: Apache-2.0

/// A member's word about itself (spec §4, type 4).
package struct Alive: Hashable, Sendable {
    package var incarnation: Incarnation
    package var node: MemberName
    package var endpoint: Endpoint
    /// At most 512 bytes by contract of the sender; receivers do not check.
    package var metadata: [UInt8]
    package var versions: VersionVector

    package init(
        incarnation: Incarnation,
        node: MemberName,
        endpoint: Endpoint,
        metadata: [UInt8] = [],
        versions: VersionVector = .standard
    ) {
        self.incarnation = incarnation
        self.node = node
        self.endpoint = endpoint
        self.metadata = metadata
        self.versions = versions
    }
}

/// An accusation (spec §4, type 3).
package struct Suspect: Hashable, Sendable {
    package var incarnation: Incarnation
    package var node: MemberName
    /// The accuser.
    package var from: MemberName

    package init(incarnation: Incarnation, node: MemberName, from: MemberName) {
        self.incarnation = incarnation
        self.node = node
        self.from = from
    }
}

/// A verdict, or, when `from` is `node`, a voluntary leave (spec §4, type 5).
package struct Dead: Hashable, Sendable {
    package var incarnation: Incarnation
    package var node: MemberName
    package var from: MemberName

    package init(incarnation: Incarnation, node: MemberName, from: MemberName) {
        self.incarnation = incarnation
        self.node = node
        self.from = from
    }
}
