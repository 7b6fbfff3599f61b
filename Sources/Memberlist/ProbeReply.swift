// SPDX-License-Identifier: Apache-2.0

/// A member has answered a probe directly and in time (memberlist's `NotifyPingComplete`).
public struct ProbeReply: Sendable, Equatable {
    /// Who answered, as it is known now.
    public let member: Member
    /// From the ping to its ack.
    public let roundTrip: Duration
    /// What the member's application put into the ack; mostly nothing.
    public let payload: [UInt8]
}
