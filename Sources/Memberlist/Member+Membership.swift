// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// How the machine's monotonic clock stands to the time of day.
struct WallClockOffset {
    let now: Instant
    let wallMicroseconds: Int64

    /// Milliseconds since 1970 at `instant`.
    func unixMilliseconds(at instant: Instant) -> Int64 {
        (wallMicroseconds + (instant - now).nanoseconds / 1_000) / 1_000
    }
}

extension Member {
    init(_ member: Membership.Member, clock: WallClockOffset) {
        name = member.name.text
        address = member.endpoint.text
        state = State(member.state)
        incarnation = member.incarnation.rawValue
        metadata = member.metadata
        protocolVersions = .protocol(member.versions)
        delegateVersions = .delegate(member.versions)
        sinceUnixMilliseconds = clock.unixMilliseconds(at: member.since)
    }
}

extension Member.State {
    init(_ state: MemberState) {
        self =
            switch state {
            case .alive: .alive
            case .suspect: .suspect
            case .dead: .dead
            case .left: .left
            }
    }
}

extension Member.Versions {
    static func `protocol`(_ vector: VersionVector) -> Self {
        Self(
            min: vector.protocolMin,
            max: vector.protocolMax,
            current: vector.protocolCurrent
        )
    }

    static func delegate(_ vector: VersionVector) -> Self {
        Self(
            min: vector.delegateMin,
            max: vector.delegateMax,
            current: vector.delegateCurrent
        )
    }
}
