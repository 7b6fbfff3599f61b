// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1

/// What one loop counts of requests: plain numbers at places that are computed, touched by the
/// loop's thread alone, so that a request costs some additions and one look at the clock.
///
/// A scrape has each loop hand out a copy; see `Server.measure(completion:)`.
struct RequestCounts: Sendable {
    /// A request on its way to its answer.
    struct Measured {
        fileprivate let route: Int
        fileprivate let method: Int
        fileprivate let began: Instant
    }

    /// By the place that `place(of:)` gives; all that nobody has a name for comes last.
    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"]
    /// Statuses that are told apart; any more are counted together, as 0.
    static let statusLimit = 32
    /// Where the buckets of latency end, in nanoseconds; the last has no end.
    static let bounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000,
        100_000_000, 1_000_000_000, 10_000_000_000, 60_000_000_000,
    ]
    private static let noPlace = UInt8.max

    private let bounds = Self.bounds
    /// Route by route, in these method by method, in these status by status.
    private(set) var answered: [UInt64]
    /// Route by route, bucket by bucket.
    private(set) var latencies: [UInt64]
    /// By route, all latencies together.
    private(set) var nanoseconds: [UInt64]
    /// Where the status 100 + index is counted.
    private var places = [UInt8](repeating: noPlace, count: 500)
    /// The statuses in their places.
    private(set) var statuses: [UInt16] = []
    private(set) var inFlight = 0
    var bytesReceived: UInt64 = 0
    var bytesSent: UInt64 = 0

    /// For routes with numbers below `routes`.
    init(routes: Int) {
        answered = Array(repeating: 0, count: routes * Self.methods.count * Self.statusLimit)
        latencies = Array(repeating: 0, count: routes * (Self.bounds.count + 1))
        nanoseconds = Array(repeating: 0, count: routes)
    }

    /// A request is there, whole; `method` is `nil` for what is no request.
    mutating func begin(_ route: Int, _ method: HTTPMethod?, at now: Instant) -> Measured {
        inFlight += 1
        return Measured(route: route, method: Self.place(of: method), began: now)
    }

    mutating func end(_ request: Measured, _ status: HTTPStatus, at now: Instant) {
        inFlight -= 1
        let row = (request.route * Self.methods.count + request.method) * Self.statusLimit
        answered[row + place(of: status)] += 1
        let taken = max(0, now.nanoseconds &- request.began.nanoseconds)
        var bucket = 0
        while bucket < bounds.count, taken > bounds[bucket] { bucket += 1 }
        latencies[request.route * (bounds.count + 1) + bucket] += 1
        nanoseconds[request.route] &+= UInt64(taken)
    }

    /// Its client has gone without an answer.
    mutating func abandon(_ request: Measured) { inFlight -= 1 }

    private mutating func place(of status: HTTPStatus) -> Int {
        let index = Int(status.code) - 100
        if places[index] == Self.noPlace {
            let place = min(statuses.count, Self.statusLimit - 1)
            if place < Self.statusLimit - 1 { statuses.append(status.code) }
            places[index] = UInt8(place)
        }
        return Int(places[index])
    }

    private static func place(of method: HTTPMethod?) -> Int {
        switch method {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .patch: 4
        case .delete: 5
        case .options: 6
        case .other, nil: 7
        }
    }
}
