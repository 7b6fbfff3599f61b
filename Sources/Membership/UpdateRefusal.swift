// SPDX-License-Identifier: Apache-2.0

/// Why metadata was not changed.
package enum UpdateRefusal: Error, Equatable, Sendable {
    /// More bytes than a member may have (`MembershipSettings.maximumMetadata`), or than fit into
    /// one packet with the rest of its announcement.
    case metadataTooLong(bytes: Int, limit: Int)
    /// This node is leaving; it has nothing more to say about itself.
    case leaving
}
