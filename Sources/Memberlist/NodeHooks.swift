// SPDX-License-Identifier: Apache-2.0

/// Where an application has a say in what its node does (memberlist's delegates, spec §18).
///
/// What an application only watches is elsewhere: ``Node/events``, ``Node/messages`` and
/// ``Node/probes``. These here are questions, asked in the middle of a decision. They run on the
/// node's own thread, one at a time, and must answer at once: while one runs, the node answers
/// nobody, and others come to think that it is dead. They may read ``Node/snapshot`` and start
/// tasks; they must not wait for any. Some are asked before ``Node/start(_:logger:)`` returns.
public struct NodeHooks: Sendable {
    /// Asked whenever another member describes itself, be it new or known; a refused word is
    /// ignored and counted (memberlist's `NotifyAlive`).
    ///
    /// The member is shown as it describes itself. Who is refused from the start never becomes a
    /// member here; who is refused later stays as it was known and, having no say any more, is
    /// likely to be found dead in the end. The node never asks about itself.
    public var refusesMember: (@Sendable (Member) -> Refusal?)?

    /// Asked on both sides of a join, after the versions agreed, with all that the other side
    /// knows, itself included; refused, nothing of it is taken over (memberlist's `NotifyMerge`).
    ///
    /// The other side may have taken over what this node knows by then.
    public var refusesMerge: (@Sendable ([Member]) -> Refusal?)?

    /// What goes with the ack to a ping in a packet; empty for nothing (memberlist's
    /// `AckPayload`).
    ///
    /// The pinging node finds it in its ``ProbeReply``. What does not fit into one packet is left
    /// out. Serf wants nothing there but its own coordinates.
    public var ackPayload: (@Sendable () -> [UInt8])?

    /// The application's own state, sent along with the members in every push/pull, whether it is
    /// for a join or not (memberlist's `LocalState`).
    ///
    /// At most 20 MiB together with the members; what is longer is left out and logged. With Serf
    /// in the cluster, leave it empty unless it is of Serf's form.
    public var localState: (@Sendable (_ isJoin: Bool) -> [UInt8])?

    /// Given another node's state when its members have been taken over, unless it is empty
    /// (memberlist's `MergeRemoteState`).
    public var mergeRemoteState: (@Sendable (_ state: [UInt8], _ isJoin: Bool) -> Void)?

    /// No questions: everyone is welcome, and nothing is exchanged but members.
    public init() {}
}
