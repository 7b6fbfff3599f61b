// SPDX-License-Identifier: Apache-2.0

/// What became of a broadcast.
public enum BroadcastOutcome: Sendable, Equatable {
    /// Sent as many times as one is: `RetransmitMult` times the digits of the cluster's size, each
    /// time to a member chosen by chance.
    ///
    /// In a small cluster everyone is likely to have it, most of them more than once; nobody
    /// confirms it.
    case told
    /// A newer broadcast of the same name took its place before it was told to the end.
    case replaced
    /// Nobody else is alive or suspect, so nothing was sent.
    case nobodyElse
}
