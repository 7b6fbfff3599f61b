// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /owner`: the live member that owns a key.
package struct OwnerBody: Codable, Equatable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case key, owner
        case isSelf = "self"
        case candidates, version, member
    }

    package var key: String
    /// The member's name.
    package var owner: String
    /// Whether it is the node that answers (`self`).
    package var isSelf: Bool
    /// Members that are alive or suspect.
    package var candidates: Int
    /// Of the member list that was looked at.
    package var version: UInt64
    package var member: MemberBody

    package init(
        key: String,
        owner: String,
        isSelf: Bool,
        candidates: Int,
        version: UInt64,
        member: MemberBody
    ) {
        self.key = key
        self.owner = owner
        self.isSelf = isSelf
        self.candidates = candidates
        self.version = version
        self.member = member
    }
}
