// SPDX-License-Identifier: Apache-2.0

/// One member in a push/pull exchange (spec §4).
package struct PushNodeState: Hashable, Sendable {
    package var name: MemberName
    package var endpoint: Endpoint
    package var metadata: [UInt8]
    package var incarnation: Incarnation
    /// The raw number: unknown states are ignored one by one, not refused together.
    package var state: Int
    package var versions: VersionVector

    package init(
        name: MemberName,
        endpoint: Endpoint,
        metadata: [UInt8],
        incarnation: Incarnation,
        state: Int,
        versions: VersionVector
    ) {
        self.name = name
        self.endpoint = endpoint
        self.metadata = metadata
        self.incarnation = incarnation
        self.state = state
        self.versions = versions
    }
}

/// One side of a push/pull: a whole member table and an application's blob (spec §6.2).
package struct PushPull: Hashable, Sendable {
    package var join: Bool
    package var nodes: [PushNodeState]
    package var userState: [UInt8]

    package init(join: Bool, nodes: [PushNodeState], userState: [UInt8] = []) {
        self.join = join
        self.nodes = nodes
        self.userState = userState
    }
}
