// SPDX-License-Identifier: Apache-2.0

import Messaging
import Wire

extension NodeSettings {
    /// What the node says of itself from the start on.
    var announcedMetadata: [UInt8] { announced(metadata) }

    /// This metadata, and that the node has lanes, if it has and there is room to say so.
    func announced(_ metadata: [UInt8]) -> [UInt8] {
        guard lanes else { return metadata }
        return LaneCapability.adding(to: metadata, limit: WireLimits.metadataBytes)
    }
}
