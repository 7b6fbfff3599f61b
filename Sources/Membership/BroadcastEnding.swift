// SPDX-License-Identifier: Apache-2.0

/// What became of a user broadcast that was queued.
package enum BroadcastEnding: Equatable, Sendable {
    /// Sent as often as its kind is sent (spec §12.1), to members chosen by chance.
    case told
    /// A newer one of the same name took its place.
    case replaced
    /// Framing adds more now than when it was queued, and no packet can carry it any more.
    case tooLong
}
