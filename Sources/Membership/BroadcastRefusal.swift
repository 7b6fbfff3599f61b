// SPDX-License-Identifier: Apache-2.0

/// Why a user broadcast was not queued.
package enum BroadcastRefusal: Error, Equatable, Sendable {
    /// No packet could carry it beside what framing adds (`Participant.broadcastLimit`).
    case payloadTooLong(bytes: Int, limit: Int)
    /// As many as `MembershipSettings.maximumUserBroadcasts` wait already.
    case queueFull(limit: Int)
    /// Nobody else is alive or suspect.
    case nobodyToTell
}
