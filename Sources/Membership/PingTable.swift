// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Pings that an operator asked for, until they are answered or given up (spec §11.4).
struct PingTable: Sendable {
    struct Waiting: Equatable, Sendable {
        let request: RequestID
        let sentAt: Instant
        let expiresAt: Instant

        fileprivate var order: (Instant, UInt64) { (sentAt, request.rawValue) }
    }

    private var waiting: [SequenceNumber: Waiting] = [:]
    /// When the first of them is given up.
    private(set) var nextDeadline: Instant?

    var count: Int { waiting.count }

    func contains(_ number: SequenceNumber) -> Bool { waiting[number] != nil }

    mutating func insert(_ ping: Waiting, as number: SequenceNumber) {
        waiting[number] = ping
        nextDeadline = min(nextDeadline ?? .distantFuture, ping.expiresAt)
    }

    /// Ends the wait for the ack with that number.
    mutating func remove(_ number: SequenceNumber) -> Waiting? {
        guard let ping = waiting.removeValue(forKey: number) else { return nil }
        if ping.expiresAt == nextDeadline { nextDeadline = waiting.values.map(\.expiresAt).min() }
        return ping
    }

    /// Gives up those whose time is up, in the order in which they were asked for.
    mutating func removeExpired(at now: Instant) -> [RequestID] {
        guard let next = nextDeadline, next <= now else { return [] }
        let expired = waiting.filter { $0.value.expiresAt <= now }
        for number in expired.keys { waiting[number] = nil }
        nextDeadline = waiting.values.map(\.expiresAt).min()
        return expired.sorted { $0.value.order < $1.value.order }.map(\.value.request)
    }

    /// What must hold between any two calls.
    func checkInvariants(limit: Int) {
        precondition(count <= limit, "\(count) pings of at most \(limit)")
        let earliest = waiting.values.map(\.expiresAt).min()
        precondition(nextDeadline == earliest, "the next ping ends at another time")
    }
}
