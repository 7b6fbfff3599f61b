// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// What others at new addresses say they are called, although the name is taken.
///
/// A program that was moved to another machine comes back under its name while the table still has
/// it at the old address, alive, suspect or dead. What it says is kept here until it is decided
/// whether the name is vacant.
struct NameClaims: Sendable {
    /// One name, and the last who claimed it.
    struct Claim: Sendable {
        var announcement: Announcement
        var heardAt: Instant
        /// When to look whether anyone is left at the old address.
        var askAt: Instant?
        /// The stream by which it is being looked.
        var stream: StreamID?
        var verdict: Verdict?
    }

    enum Verdict: Sendable {
        /// Nobody answered under that name at the old address.
        case vacant
        /// Somebody did.
        case taken
    }

    /// Names claimed at once; more are refused as if they were not known to be claimed.
    static let limit = 64
    /// For how long a claim that is not repeated, or a verdict, is remembered.
    static let memory = Duration.seconds(60)

    private var claims: [MemberName: Claim] = [:]
    /// The earliest `askAt`.
    private(set) var nextDeadline: Instant?

    var isEmpty: Bool { claims.isEmpty }
    var count: Int { claims.count }

    subscript(name: MemberName) -> Claim? { claims[name] }

    /// Remembers a claim, in the place of an older one by the same or a lower incarnation.
    ///
    /// - Returns: the claim; `nil` when too many names are claimed.
    mutating func hear(_ announcement: Announcement, at now: Instant) -> Claim? {
        forget(at: now)
        let name = announcement.alive.node
        guard var claim = claims[name] else {
            guard claims.count < Self.limit else { return nil }
            let claim = Claim(announcement: announcement, heardAt: now)
            claims[name] = claim
            return claim
        }
        let isSame = claim.announcement.alive.endpoint == announcement.alive.endpoint
        let isNewer = announcement.alive.incarnation > claim.announcement.alive.incarnation
        if isNewer {
            claim.announcement = announcement
            if !isSame, claim.verdict == .vacant { claim.verdict = nil }
        }
        // A verdict that the name is taken is not prolonged by repeating the claim.
        if claim.verdict == nil { claim.heardAt = now }
        claims[name] = claim
        return claim
    }

    /// Looks at `moment` whether the name is vacant, unless that is being done or is known.
    mutating func ask(about name: MemberName, at moment: Instant) {
        guard let claim = claims[name], claim.stream == nil, claim.verdict == nil,
            claim.askAt.map({ moment < $0 }) ?? true
        else { return }
        claims[name]?.askAt = moment
        settle()
    }

    /// The claims that are due to be looked into, by name.
    mutating func popDue(at now: Instant) -> [Claim] {
        guard let due = nextDeadline, due <= now else { return [] }
        let names = claims.filter { $0.value.askAt.map { $0 <= now } ?? false }.keys.sorted()
        for name in names { claims[name]?.askAt = nil }
        settle()
        return names.compactMap { claims[$0] }
    }

    mutating func asks(_ name: MemberName, by stream: StreamID) { claims[name]?.stream = stream }

    /// The claim that `stream` was opened for, with the verdict that it led to.
    mutating func decide(_ stream: StreamID, _ verdict: Verdict, at now: Instant) -> Claim? {
        guard let (name, _) = claims.first(where: { $0.value.stream == stream }) else { return nil }
        claims[name]?.stream = nil
        claims[name]?.verdict = verdict
        claims[name]?.heardAt = now
        return claims[name]
    }

    /// `stream` could not be opened for want of anything here: nothing is known, and it is looked
    /// again while the claim is remembered.
    mutating func postpone(_ stream: StreamID, by pause: Duration, at now: Instant) {
        guard let (name, claim) = claims.first(where: { $0.value.stream == stream }) else { return }
        claims[name]?.stream = nil
        guard now - claim.heardAt <= Self.memory else { return drop(name) }
        claims[name]?.askAt = now + pause
        settle()
    }

    /// The name is settled, one way or the other.
    mutating func drop(_ name: MemberName) {
        guard !claims.isEmpty, claims.removeValue(forKey: name) != nil else { return }
        settle()
    }

    private mutating func forget(at now: Instant) {
        guard claims.values.contains(where: { now - $0.heardAt > Self.memory }) else { return }
        claims = claims.filter { now - $0.value.heardAt <= Self.memory }
        settle()
    }

    private mutating func settle() { nextDeadline = claims.values.compactMap(\.askAt).min() }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(claims.count <= Self.limit, "\(claims.count) names are claimed")
        let earliest = claims.values.compactMap(\.askAt).min()
        precondition(nextDeadline == earliest, "the next claim is due at another time")
    }
}
