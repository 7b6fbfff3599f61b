// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// One member as this participant sees it.
package struct Member: Equatable, Sendable {
    package let name: MemberName
    package internal(set) var endpoint: Endpoint
    package internal(set) var metadata: [UInt8]
    package internal(set) var versions: VersionVector
    package internal(set) var incarnation: Incarnation
    package internal(set) var state: MemberState
    /// When `state` last changed.
    package internal(set) var since: Instant

    package init(
        name: MemberName,
        endpoint: Endpoint,
        metadata: [UInt8],
        versions: VersionVector,
        incarnation: Incarnation,
        state: MemberState,
        since: Instant
    ) {
        self.name = name
        self.endpoint = endpoint
        self.metadata = metadata
        self.versions = versions
        self.incarnation = incarnation
        self.state = state
        self.since = since
    }
}
