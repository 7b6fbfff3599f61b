// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// Who sends what cannot be understood, and whom not to listen to for a while because of that.
///
/// Each source has a bucket of patience. Whatever is malformed takes one from it, time puts back
/// one every `recovery`; whoever finds it empty is in quarantine for `term`. A source is an IPv4
/// address, or the first half of an IPv6 address, for who has one of these has all of them.
///
/// Bounded: past `capacity` sources the newcomer takes the place of one that is not in quarantine.
/// What follows from being in quarantine is for the driver to say: a source of packets is easily
/// forged.
package struct Quarantine: Sendable {
    /// Malformed messages at once that are put up with.
    package static let patience = 64
    /// How long it takes to forget one of them.
    package static let recovery = Duration.seconds(1)
    /// How long nothing is taken from whoever went too far.
    package static let term = Duration.seconds(30)
    /// Sources that are remembered.
    package static let capacity = 1_024
    /// Places looked at for one to give up; so many are tried that a few in quarantine do not
    /// keep others out, and no more, so that a flood of forged sources costs little.
    private static let attempts = 8

    private struct Record {
        var left: Int
        /// Since when time has been putting back.
        var since: Instant
        /// Later than `since` only for those in quarantine.
        var until: Instant
    }

    private var records: [AddressBytes: Record] = [:]
    /// Everyone in `records`, in no set order.
    private var places: [AddressBytes] = []
    /// Where to look next for a place.
    private var hand = 0
    /// Sources whose term has not been seen to end.
    private var inside = 0

    package init() {}

    /// Whether nothing is remembered against anyone, which is the rule.
    package var isEmpty: Bool { records.isEmpty }
    /// Sources that are remembered.
    package var count: Int { records.count }

    /// How many are in quarantine.
    package func quarantined(at now: Instant) -> Int {
        inside == 0 ? 0 : records.values.count { $0.until > now }
    }

    /// Whether `source` is in quarantine.
    package func holds(_ source: AddressBytes, at now: Instant) -> Bool {
        guard inside > 0, let record = records[Self.key(source)] else { return false }
        return record.until > now
    }

    /// Something from `source` made no sense; `true` when that puts it into quarantine.
    package mutating func note(_ source: AddressBytes, at now: Instant) -> Bool {
        let key = Self.key(source)
        guard var record = records[key] ?? admit(key, at: now) else { return false }
        if record.until > now { return false }
        if record.until > record.since { end(&record) }
        let recovered = (now - record.since).nanoseconds / Self.recovery.nanoseconds
        if recovered > 0 {
            record.left += min(Self.patience - record.left, Int(recovered))
            record.since = now
        }
        record.left -= 1
        let isTooMuch = record.left <= 0
        if isTooMuch {
            record.left = 0
            record.since = now
            record.until = now + Self.term
            inside += 1
        }
        records[key] = record
        return isTooMuch
    }

    /// Forgets what there is against `source`.
    package mutating func release(_ source: AddressBytes) {
        guard !records.isEmpty else { return }
        let key = Self.key(source)
        guard let record = records.removeValue(forKey: key) else { return }
        if record.until > record.since { inside -= 1 }
        if let place = places.firstIndex(of: key) {
            places.swapAt(place, places.count - 1)
            places.removeLast()
        }
    }

    /// Forgets everything.
    package mutating func releaseAll() { self = Quarantine() }

    /// The term is over; half of the patience is back at once.
    private mutating func end(_ record: inout Record) {
        inside -= 1
        record.left = Self.patience / 2
        record.since = record.until
    }

    /// A record for someone new, if there is a place or someone gives one up.
    private mutating func admit(_ key: AddressBytes, at now: Instant) -> Record? {
        let record = Record(left: Self.patience, since: now, until: now)
        guard places.count >= Self.capacity else {
            places.append(key)
            return record
        }
        for _ in 0..<Self.attempts {
            hand = (hand + 1) % places.count
            guard let other = records[places[hand]], other.until <= now else { continue }
            if other.until > other.since { inside -= 1 }
            records[places[hand]] = nil
            places[hand] = key
            return record
        }
        return nil
    }

    /// What is one source.
    private static func key(_ address: AddressBytes) -> AddressBytes {
        let plain = address.unmapped
        guard let (high, _) = plain.ipv6Halves else { return plain }
        return AddressBytes(ipv6High: high, low: 0)
    }

    /// What must hold between any two calls.
    package func checkInvariants() {
        precondition(places.count == records.count, "\(places.count) of \(records.count) placed")
        precondition(records.count <= Self.capacity, "\(records.count) sources")
        let ended = records.values.count { $0.until > $0.since }
        precondition(ended == inside, "\(inside) in quarantine, \(ended) counted")
    }
}
