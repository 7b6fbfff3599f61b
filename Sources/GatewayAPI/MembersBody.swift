// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /members`: the cluster as one node sees it.
package struct MembersBody: Codable, Equatable, Sendable {
    /// How many members are in each state, whatever the filter.
    package struct Counts: Codable, Equatable, Sendable {
        package var alive: Int
        package var suspect: Int
        package var dead: Int
        package var left: Int

        package init(alive: Int = 0, suspect: Int = 0, dead: Int = 0, left: Int = 0) {
            self.alive = alive
            self.suspect = suspect
            self.dead = dead
            self.left = left
        }
    }

    private enum CodingKeys: String, CodingKey {
        case localName = "self"
        case version, counts, members
    }

    /// The name of the node that answers (`self`).
    package var localName: String
    /// Grows with every visible change; also the strong `ETag`.
    package var version: UInt64
    package var counts: Counts
    /// Sorted by name, bytewise.
    package var members: [MemberBody]

    package init(localName: String, version: UInt64, counts: Counts, members: [MemberBody]) {
        self.localName = localName
        self.version = version
        self.counts = counts
        self.members = members
    }
}
