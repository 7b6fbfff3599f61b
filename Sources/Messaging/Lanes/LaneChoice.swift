// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// Which way messages to a member go: on a lane, or each on a stream of its own
/// (docs/lane-protocol.md §1).
///
/// A member that refused a lane is left alone for a while, so that one that does not know lanes,
/// whatever its metadata says, meets their type of message once in that time at most.
package struct LaneChoice: Equatable, Sendable {
    package enum Way: Hashable, Sendable {
        case lane
        /// Why not.
        case stream(Reason)
    }

    package enum Reason: Hashable, Sendable {
        /// Lanes are turned off here.
        case off
        /// The member does not say that it has any.
        case notCapable
        /// It has refused, or broken a rule, and is left alone until then.
        case fallenBack(until: Instant)
    }

    /// After a member has shown that it knows no lanes, or wants none.
    static let longPeriod = Duration.seconds(600)
    /// After a refusal that may soon be another answer, or a broken rule.
    static let shortPeriod = Duration.seconds(60)
    /// Members that are left alone; beyond, the one whose time is over first is asked again.
    static let rememberedMembers = 4_096

    private let isOn: Bool
    private var fallBacks: [MemberName: FallBack] = [:]

    private struct FallBack: Equatable, Sendable {
        let until: Instant
        /// The member's then: a greater one is a new life of it, or a new word of its own.
        let incarnation: Incarnation
    }

    package init(isOn: Bool) { self.isOn = isOn }

    /// The way to a member with this metadata.
    package func way(
        to member: MemberName,
        _ capability: LaneCapability?,
        _ incarnation: Incarnation,
        at now: Instant
    ) -> Way {
        guard isOn else { return .stream(.off) }
        guard capability != nil else { return .stream(.notCapable) }
        guard let fallBack = fallBacks[member], fallBack.until > now,
            fallBack.incarnation >= incarnation
        else { return .lane }
        return .stream(.fallenBack(until: fallBack.until))
    }

    /// A connection to a member has come to its end.
    ///
    /// - Returns: whether messages to it go another way from now on.
    package mutating func ended(
        _ member: MemberName,
        _ end: LaneEnd,
        _ incarnation: Incarnation,
        at now: Instant
    ) -> Bool {
        guard let period = Self.period(after: end) else { return false }
        if fallBacks.count >= Self.rememberedMembers {
            fallBacks = fallBacks.filter { $0.value.until > now }
        }
        if fallBacks.count >= Self.rememberedMembers,
            let first = fallBacks.min(by: { ($0.value.until, $0.key) < ($1.value.until, $1.key) })
        {
            fallBacks[first.key] = nil
        }
        fallBacks[member] = FallBack(until: now + period, incarnation: incarnation)
        return true
    }

    /// The member has changed its metadata, come back, or opened a lane itself.
    package mutating func forget(_ member: MemberName) { fallBacks[member] = nil }

    private static func period(after end: LaneEnd) -> Duration? {
        switch end {
        case .notUnderstood: longPeriod
        case .refused(.off), .refused(.version), .refused(.grants): longPeriod
        // Its dial is under way.
        case .refused(.crossed): nil
        case .refused, .fault: shortPeriod
        // It can be reached again or not, by this way as by any other.
        case .closed, .closedByPeer, .lost, .openingTimedOut, .silent: nil
        }
    }
}
