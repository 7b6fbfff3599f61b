// SPDX-License-Identifier: Apache-2.0

/// The data of an event about a member.
package struct MemberEventBody: Codable, Equatable, Sendable {
    /// When the node saw it, RFC 3339 with milliseconds, UTC.
    package var at: String
    /// The member after the change.
    package var member: MemberBody

    package init(at: String, member: MemberBody) {
        self.at = at
        self.member = member
    }
}
