// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// One member as this participant sees it: 24 bytes, and an announcement that is shared.
package struct Member: Sendable {
    /// What it said of itself, as far as it was believed.
    package internal(set) var announcement: Announcement
    /// When `state` last changed.
    package internal(set) var since: Instant
    /// That of the last news of it: an accusation may have a higher one than its own word.
    package internal(set) var incarnation: Incarnation
    package internal(set) var state: MemberState

    package init(
        _ announcement: Announcement,
        incarnation: Incarnation,
        state: MemberState,
        since: Instant
    ) {
        self.announcement = announcement
        self.since = since
        self.incarnation = incarnation
        self.state = state
    }

    /// Whether it is seen as it said itself, and nobody has said anything else since.
    var isItsWord: Bool { state == .alive && announcement.alive.incarnation == incarnation }

    package var name: MemberName { announcement.alive.node }
    package var endpoint: Endpoint { announcement.alive.endpoint }
    package var metadata: [UInt8] { announcement.alive.metadata }
    package var versions: VersionVector { announcement.alive.versions }
}

extension Member: Equatable {
    /// Everything but the incarnation that the announcement was made with.
    package static func == (a: Self, b: Self) -> Bool {
        a.state == b.state && a.incarnation == b.incarnation && a.since == b.since
            && (a.announcement === b.announcement
                || a.name == b.name && a.endpoint == b.endpoint && a.metadata == b.metadata
                    && a.versions == b.versions)
    }
}
