// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// One member under suspicion: a timer that shrinks as others confirm (Lifeguard, spec §9).
struct Suspicion: Equatable, Sendable {
    /// When the suspicion arose.
    private(set) var start: Instant
    /// When someone last confirmed: a time that is shortened never ends before.
    private var confirmedAt: Instant
    /// How many independent confirmations bring the timeout down to `floor`; 0: it starts there.
    let confirmationsWanted: Int
    /// How long a suspect has at least.
    let floor: Duration
    /// How long a suspect has when nobody confirms.
    let ceiling: Duration
    /// Who has accused, the first accuser first; never more than `confirmationsWanted + 1`.
    private(set) var accusers: [MemberName]

    init(by accuser: MemberName, members: Int, settings: MembershipSettings, at now: Instant) {
        start = now
        confirmedAt = now
        accusers = [accuser]
        let wanted = settings.suspicionMult - 2
        let canConfirm = settings.confirmsSuspicions && members - 2 >= wanted
        confirmationsWanted = canConfirm ? max(0, wanted) : 0
        floor = Self.floor(
            multiplier: settings.suspicionMult,
            members: members,
            probeInterval: settings.probeInterval
        )
        ceiling = floor * settings.suspicionMaxTimeoutMult
    }

    var accuser: MemberName { accusers[0] }
    var confirmations: Int { accusers.count - 1 }

    /// When the suspect is declared dead, given who has confirmed so far.
    var deadline: Instant { max(confirmedAt, start + timeout) }

    /// Whether `accuser`'s word is news: wanted, and not heard before.
    mutating func confirm(by accuser: MemberName, at now: Instant) -> Bool {
        guard confirmations < confirmationsWanted, !accusers.contains(accuser) else { return false }
        accusers.append(accuser)
        confirmedAt = now
        return true
    }

    /// Moves the timer by a time in which nothing could have been heard.
    mutating func postpone(by pause: Duration) { start += pause }
}
