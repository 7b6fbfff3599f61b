// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Pings sent on behalf of others, until they are answered or given up (spec §5.8).
///
/// All wait equally long, so the order of arrival is the order of expiry.
struct RelayTable: Sendable {
    struct Relay: Equatable, Sendable {
        let requester: Endpoint
        let requesterName: MemberName
        /// The requester's number, which its answer must carry.
        let sequenceNumber: SequenceNumber
        let wantsNack: Bool
        let expiresAt: Instant
    }

    private var waiting: [SequenceNumber: Relay] = [:]
    private var arrivals: [(number: SequenceNumber, expiresAt: Instant)] = []
    private var head = 0

    var count: Int { waiting.count }
    var nextDeadline: Instant? { head < arrivals.count ? arrivals[head].expiresAt : nil }

    func contains(_ number: SequenceNumber) -> Bool { waiting[number] != nil }

    mutating func insert(_ relay: Relay, as number: SequenceNumber) {
        waiting[number] = relay
        arrivals.append((number, relay.expiresAt))
    }

    /// Ends the wait of the relay whose ping is answered by `number`.
    mutating func remove(_ number: SequenceNumber) -> Relay? {
        defer { settle() }
        return waiting.removeValue(forKey: number)
    }

    /// Gives up the oldest relay whose time is up, if any is.
    mutating func popExpired(at now: Instant) -> Relay? {
        guard let next = nextDeadline, next <= now else { return nil }
        let number = arrivals[head].number
        return remove(number)
    }

    /// Passes over what is answered already; memory is given back once half of it is unused.
    private mutating func settle() {
        while head < arrivals.count, waiting[arrivals[head].number] == nil { head += 1 }
        if head > 32, head * 2 > arrivals.count {
            arrivals.removeFirst(head)
            head = 0
        }
    }

    /// What must hold between any two calls.
    func checkInvariants(limit: Int) {
        precondition(count <= limit, "\(count) relays of at most \(limit)")
        let earliest = waiting.values.map(\.expiresAt).min()
        precondition(nextDeadline == earliest, "the next relay ends at another time")
    }
}
