// SPDX-License-Identifier: Apache-2.0

/// Where an application has a say in what a `Participant` does (spec §18).
///
/// Asked in the middle of a decision, so they must answer at once and must be functions of what
/// they are given, or a run cannot be replayed. Nothing is paid for one that is not set.
package struct ParticipantHooks: Sendable {
    /// Says why a member, as it describes itself, is not wanted; `nil` lets it pass.
    package var refusesMember: (@Sendable (Member) -> String?)?
    /// Says why the table of a node that joins, or that is joined, is not merged.
    package var refusesMerge: (@Sendable ([Member]) -> String?)?
    /// What goes with an ack to a packet's ping.
    package var ackPayload: (@Sendable () -> [UInt8])?

    package init() {}
}
